/** The card of the welcome tour, and a frame around the part that it tells of. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';

import { place, type IBox, type IStep } from '../rules';

interface IProps {
  readonly steps: readonly IStep[];
  readonly onEnd: () => void;
  readonly trans: TranslationBundle;
}

/** One step after the other; the page stays usable. */
export function Tour({ steps, onEnd, trans }: IProps) {
  const [index, setIndex] = useState(0);
  const next = useRef<HTMLButtonElement>(null);
  const card = useRef<HTMLDivElement>(null);
  const step = steps[index];
  const { part, at } = usePlace(step?.target ?? '', card);
  const isPlaced = at !== null;
  useEffect(() => {
    if (isPlaced) {
      next.current?.focus({ preventScroll: true }); // before that it is hidden and takes no focus
    }
  }, [isPlaced]);
  if (step === undefined) {
    return null;
  }
  const isLast = index === steps.length - 1;
  return (
    <>
      {part !== null && <div className="rc-tour-frame" aria-hidden="true" style={{ ...part }} />}
      <div
        ref={card}
        className="rc-panel rc-tour"
        role="dialog"
        aria-label={trans.__('Welcome tour')}
        style={isPlaced ? { left: at.left, top: at.top } : { visibility: 'hidden' }}
        onKeyDown={event => {
          if (event.key === 'Escape') {
            event.stopPropagation();
            onEnd();
          }
        }}
      >
        <div aria-live="polite">
          <h2>{step.title}</h2>
          <p>{step.text}</p>
        </div>
        <div className="rc-tour-foot">
          <span>{trans.__('%1 of %2', String(index + 1), String(steps.length))}</span>
          {index > 0 && (
            <button
              type="button"
              className="rc-button"
              onClick={() => {
                setIndex(index - 1);
              }}
            >
              {trans.__('Back')}
            </button>
          )}
          {!isLast && (
            <button type="button" className="rc-button" onClick={onEnd}>
              {trans.__('End the tour')}
            </button>
          )}
          <button
            ref={next}
            type="button"
            className="rc-button rc-primary"
            onClick={() => {
              if (isLast) {
                onEnd();
              } else {
                setIndex(index + 1);
              }
            }}
          >
            {isLast ? trans.__('Done') : trans.__('Next')}
          </button>
        </div>
      </div>
    </>
  );
}

/** Where a part of the page is, and where the card goes; both follow the window. */
function usePlace(
  target: string,
  card: React.RefObject<HTMLDivElement | null>
): { part: IBox | null; at: IBox | null } {
  const [places, setPlaces] = useState<{ part: IBox | null; at: IBox | null }>({
    part: null,
    at: null
  });
  useLayoutEffect(() => {
    const measure = () => {
      const part = boxOf(document.querySelector(target));
      const own = card.current?.getBoundingClientRect();
      if (part !== null && own !== undefined) {
        const { innerWidth: width, innerHeight: height } = window;
        const page = { left: 0, top: 0, width, height };
        setPlaces({ part, at: place(part, { width: own.width, height: own.height }, page) });
      }
    };
    measure();
    window.addEventListener('resize', measure);
    return () => {
      window.removeEventListener('resize', measure);
    };
  }, [target, card]);
  return places;
}

/** Where an element is, or null where it is not in view. */
export function boxOf(element: Element | null): IBox | null {
  const box = element?.getBoundingClientRect();
  return box === undefined || box.width === 0 || box.height === 0
    ? null
    : { left: box.left, top: box.top, width: box.width, height: box.height };
}
