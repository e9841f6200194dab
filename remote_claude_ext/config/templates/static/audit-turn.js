// One turn, from the prompt to the cost of its requests, one under another.
import { toRow } from "./audit-event.js";
import { toMoment, toMoney } from "./audit-words.js";
import { element } from "./elements.js";
import { toSeen } from "./unseen.js";
import { text } from "./words.js";

function toTile(name, value) {
  const tile = element("div", "card");
  tile.append(element("dt", "", name), element("dd", "", toSeen(value)));
  return tile;
}

function byMoment(one, other) {
  return one.at === other.at ? one.number - other.number : one.at < other.at ? -1 : 1;
}

export function toTurn({ events, requests, cost_usd: cost, is_cut: isCut }) {
  const [first] = events;
  const end = events.find(({ kind }) => kind === "turn.finished");
  const outcome = end ? text(`outcome_${end.data.outcome}`, {}, end.data.outcome) : text("outcome_none");
  const tiles = element("dl", "tiles");
  tiles.append(
    toTile(text("tile_outcome"), outcome),
    toTile(text("tile_requests"), String(requests.length)),
    toTile(text("tile_cost"), requests.length > 0 ? toMoney(cost) : "–"),
  );
  const about = element("p", "sub", toSeen(`${first.user}/${first.session} · ${toMoment(first.at)}`));
  const made = [about, tiles];
  if (requests.length === 0) {
    made.push(element("p", "note", text(first.claude_session || end?.claude_session ? "no_requests" : "not_joined")));
  }
  if (isCut) {
    made.push(element("p", "note", text("cut")));
  }
  const list = element("ol", "events steps");
  list.append(...[...events, ...requests].sort(byMoment).map((event) => toRow(event, { isInTurn: true })));
  made.push(list, element("p", "quiet", text("joined_about")));
  return made;
}
