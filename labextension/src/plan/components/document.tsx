/** A plan as a document: each block can be commented on, by pointer and by keyboard. */

import { UUID } from '@lumino/coreutils';
import { useMemo, useRef, useState } from 'react';

import { useTrans } from '../../chat/components/context';
import { Markdown } from '../../chat/components/markdown';
import { toPlanBlocks, type IPlanBlock } from '../blocks';
import type { IPlanComment } from '../comments';
import type { IPlanning } from '../props';
import { CommentBox, Kept, shorten } from './comment';

interface IProps extends IPlanning {
  plan: string;
  approval: string;
  /** Whether comments can still go somewhere. */
  isOpen: boolean;
}

/** The whole plan. */
export function PlanDocument({ plan, approval, comments, isOpen, onComment }: IProps) {
  const trans = useTrans();
  const blocks = useMemo(() => toPlanBlocks(plan), [plan]);
  return (
    <div className="rc-plan" tabIndex={0} role="group" aria-label={trans.__('Plan')}>
      {blocks.map((block, index) => (
        <Block
          key={index}
          block={block}
          comments={comments.filter(each => each.block === index)}
          isOpen={isOpen}
          onKeep={(text, quote, known) => {
            onComment({
              id: known?.id ?? UUID.uuid4(),
              approval,
              block: index,
              quote: known?.quote ?? quote,
              text
            });
          }}
        />
      ))}
    </div>
  );
}

interface IBlockProps {
  block: IPlanBlock;
  comments: readonly IPlanComment[];
  isOpen: boolean;
  onKeep: (text: string, quote: string, known: IPlanComment | null) => void;
}

/** What is being written: a new comment with its quote, or an earlier one anew. */
type Writing = { readonly quote: string; readonly known: IPlanComment | null } | null;

function Block({ block, comments, isOpen, onKeep }: IBlockProps) {
  const trans = useTrans();
  const [writing, write] = useState<Writing>(null);
  const button = useRef<HTMLButtonElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const begin = () => {
    write({ quote: selectedIn(text.current) ?? block.quote, known: null });
  };
  const leave = () => {
    write(null);
    button.current?.focus();
  };
  return (
    <div className="rc-plan-block" data-depth={Math.min(block.depth, 6)}>
      {/* The button beside it does the same for the keyboard. */}
      <div
        ref={text}
        className="rc-plan-text"
        onClick={event => {
          // Text that was selected is perhaps to be copied: then the button begins the comment.
          if (isOpen && !isControl(event.target) && selectedIn(text.current) === null) {
            begin();
          }
        }}
      >
        <Markdown text={block.source} />
      </div>
      {isOpen && (
        <button
          ref={button}
          type="button"
          className="rc-link rc-plan-say"
          aria-label={trans.__('Comment on: %1', shorten(block.quote))}
          onMouseDown={event => {
            event.preventDefault(); // what is selected stays so
          }}
          onClick={begin}
        >
          {trans.__('Comment')}
        </button>
      )}
      {comments.map(comment =>
        writing?.known?.id === comment.id ? null : (
          <Kept
            key={comment.id}
            comment={comment}
            hasQuote={comment.quote !== block.quote}
            onEdit={
              isOpen
                ? () => {
                    write({ quote: comment.quote, known: comment });
                  }
                : null
            }
            onRemove={() => {
              onKeep('', comment.quote, comment);
              button.current?.focus();
            }}
          />
        )
      )}
      {isOpen && writing !== null && (
        <CommentBox
          quote={writing.quote}
          text={writing.known?.text ?? ''}
          onKeep={said => {
            onKeep(said, writing.quote, writing.known);
            leave();
          }}
          onBack={leave}
        />
      )}
    </div>
  );
}

/** Links and the buttons of code do what they do elsewhere. */
function isControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest('a, button, input') !== null;
}

/** What is selected in an element; null where nothing is. */
function selectedIn(element: HTMLElement | null): string | null {
  const selection = window.getSelection();
  const said = selection?.toString().trim() ?? '';
  const isHere = selection?.anchorNode != null && element?.contains(selection.anchorNode) === true;
  return isHere && said !== '' ? said : null;
}
