/** Takes files and paths in: pictures made smaller, other files uploaded, one after the other. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { UUID } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { Attachment } from '../api/types';
import { formatBytes } from '../common/format';
import type { IPlace, Unsent } from '../chat/unsent';
import { MOST_ATTACHED, type IAttached } from './attached';
import { ALL_IMAGES_BYTES, mayBePicture, pictureBytes, roomFor, unlike } from './intake';
import type { IPicture } from './pictures';
import type { Upload } from './upload';

/** What it works with. */
export interface IIntakeOptions {
  readonly unsent: Unsent;
  readonly toPicture: (file: Blob) => Promise<IPicture | null>;
  readonly upload: Upload;
  readonly trans: TranslationBundle;
}

/** One file on its way. */
interface ITaken {
  readonly file: File;
  readonly item: IAttached;
  readonly place: IPlace;
}

/** What comes in by paste, drop and choice; what did not is told in sentences. */
export class Intake {
  constructor(private readonly _options: IIntakeOptions) {}

  /** Emitted when anything below is another. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** What was left out, and why. */
  get notes(): readonly string[] {
    return this._notes;
  }

  /** Whether something that could be dropped is dragged over the panel. */
  get isOver(): boolean {
    return this._isOver;
  }

  setOver(isOver: boolean): void {
    if (isOver !== this._isOver) {
      this._isOver = isOver;
      this._changed.emit();
    }
  }

  /** Take files; `folders` are names of what was dropped and is none. */
  takeFiles(files: readonly File[], folders: readonly string[] = []): void {
    const { unsent, trans } = this._options;
    this._setNotes(
      folders.map(name =>
        trans.__('%1 is a folder; put folders into the file browser, then drag them here.', name)
      )
    );
    const place = unsent.place;
    for (const file of this._within(files)) {
      const names = new Set(unsent.attached.map(each => each.attachment.name));
      const name = unlike(file.name === '' ? trans.__('file') : file.name, names);
      const type = mayBePicture(file) ? ('image' as const) : ('file' as const);
      const item = { id: UUID.uuid4(), attachment: { type, name }, isBusy: true };
      unsent.attach(item);
      this._last = this._last.then(() => this._take({ file, item, place }));
    }
  }

  /** Take paths of the workspace. */
  takePaths(paths: readonly string[]): void {
    const { unsent } = this._options;
    this._setNotes([]);
    const known = new Set(unsent.attached.map(each => each.attachment.path));
    for (const path of this._within(paths.filter(each => !known.has(each)))) {
      const name = path.split('/').at(-1) ?? path;
      unsent.attach({
        id: UUID.uuid4(),
        attachment: { type: 'file', name, path },
        isBusy: false
      });
    }
  }

  /** Take something off; one that is on its way is given up. */
  detach(id: string): void {
    this._givenUp.add(id);
    this._options.unsent.detach(id);
  }

  dismissNotes(): void {
    this._setNotes([]);
  }

  dispose(): void {
    Signal.clearData(this);
  }

  private _within<T>(all: readonly T[]): readonly T[] {
    const taken = all.slice(0, roomFor(this._options.unsent.attached));
    const left = all.length - taken.length;
    if (left > 0) {
      this._note(
        this._options.trans._n(
          '%1 file was left out: a message takes at most %2 attachments.',
          '%1 files were left out: a message takes at most %2 attachments.',
          left,
          MOST_ATTACHED
        )
      );
    }
    return taken;
  }

  private async _take(taken: ITaken): Promise<void> {
    if (this._givenUp.has(taken.item.id)) {
      return;
    }
    try {
      const attachment = await this._toAttachment(taken);
      if (attachment !== null && !this._givenUp.has(taken.item.id)) {
        taken.place.attach({ ...taken.item, attachment, isBusy: false });
        return;
      }
    } catch (reason) {
      const { name } = taken.item.attachment;
      this._note(
        this._options.trans.__('%1 could not be taken: %2', name, sentence(reason)),
        taken.place
      );
    }
    taken.place.detach(taken.item.id);
  }

  private async _toAttachment(taken: ITaken): Promise<Attachment | null> {
    const { name } = taken.item.attachment;
    const { trans, toPicture } = this._options;
    if (taken.item.attachment.type === 'file') {
      return this._upload(taken);
    }
    const picture = await toPicture(taken.file);
    if (picture === null) {
      this._note(trans.__('%1 is no picture that can be read; it goes along as a file.', name));
      return this._upload(taken);
    }
    if (pictureBytes(taken.place.attached) + (picture.data.length * 3) / 4 > ALL_IMAGES_BYTES) {
      this._note(
        trans.__(
          '%1 was left out: the pictures of a message may have %2 together.',
          name,
          formatBytes(ALL_IMAGES_BYTES)
        )
      );
      return null;
    }
    return { type: 'image', name, ...picture };
  }

  private async _upload({ file, item, place }: ITaken): Promise<Attachment | null> {
    const path = await this._options.upload({
      file,
      onShare: share => {
        const isWanted = !this._givenUp.has(item.id);
        if (isWanted) {
          place.show({ ...item, share });
        }
        return isWanted;
      }
    });
    return path === null ? null : { type: 'file', name: item.attachment.name, path };
  }

  private _note(sentence: string, place = this._options.unsent.place): void {
    if (place.isShown) {
      this._setNotes([...this._notes, sentence]);
    }
  }

  private _setNotes(notes: readonly string[]): void {
    if (notes.length + this._notes.length > 0) {
      this._notes = notes;
      this._changed.emit();
    }
  }

  private _notes: readonly string[] = [];
  private _isOver = false;
  private readonly _givenUp = new Set<string>();
  /** One at a time, so that memory and server see one file and not thirty. */
  private _last: Promise<void> = Promise.resolve();
  private readonly _changed = new Signal<this, void>(this);
}

function sentence(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
