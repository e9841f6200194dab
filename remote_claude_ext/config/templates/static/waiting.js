// How many questions wait, in the bar at the top of a page.
import { setText } from "./words.js";

const mark = document.getElementById("own-count");

export function showWaiting(count) {
  setText(mark, String(count));
  mark.hidden = count === 0;
}
