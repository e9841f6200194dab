/** A conversation while its first message makes it: one at a time, however many wait for it. */
export class Making {
  constructor(private readonly _make: (first: string) => Promise<string>) {}

  get isUnderWay(): boolean {
    return this._made !== null;
  }

  /** Its id, once it is made for its `first` message. */
  make(first: string): Promise<string> {
    this._made ??= this._make(first).finally(() => {
      this._made = null;
    });
    return this._made;
  }

  /** Do something when it is made; where that fails, its message says so. */
  afterwards(act: () => void): void {
    void this._made?.then(act, () => undefined);
  }

  private _made: Promise<string> | null = null;
}
