/** A step of the welcome tour, and where its card stands: pure, values in and values out. */

/** One part of the desktop and what to know of it. */
export interface IStep {
  /** The part, as a selector; a step whose part is not in view is left out. */
  readonly target: string;
  readonly title: string;
  readonly text: string;
}

/** A place on the page, in pixels. */
export interface IBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const GAP = 12;

/** Beside a part where there is room, so that it covers nothing of it; else inside, at its top. */
export function place(part: IBox, card: Pick<IBox, 'width' | 'height'>, page: IBox): IBox {
  const beside = [
    { left: part.left - card.width - GAP, top: part.top + GAP },
    { left: part.left + part.width + GAP, top: part.top + GAP },
    { left: part.left + GAP, top: part.top + part.height + GAP },
    { left: part.left + GAP, top: part.top - card.height - GAP }
  ];
  const fits = ({ left, top }: Pick<IBox, 'left' | 'top'>) =>
    left >= 0 && top >= 0 && left + card.width <= page.width && top + card.height <= page.height;
  const { left, top } = beside.find(fits) ?? { left: part.left + GAP, top: part.top + GAP };
  return {
    ...card,
    left: clamp(left, page.width - card.width),
    top: clamp(top, page.height - card.height)
  };
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(value, most));
}
