// One event as a row: when, what, by which word, and its proof; nothing of it is read as HTML.
import { toMoment, toNotes, toQuoted, toSentence, toTime } from "./audit-words.js";
import { element } from "./elements.js";
import { toSeen } from "./unseen.js";
import { text } from "./words.js";

const LATE_SECONDS = 60;
const PROOFS = ["sha256", "bytes", "frame_sha256", "request_id", "entry"];

function toFact(name, value) {
  const fact = element("div");
  fact.append(element("dt", "", name), element("dd", "", toSeen(String(value))));
  return fact;
}

function toProof(event) {
  const fold = element("details", "proof");
  fold.append(element("summary", "", text("proof", { number: event.number })));
  const facts = element("dl");
  facts.append(toFact(text("proof_hash"), event.hash), toFact(text("proof_recorded"), toMoment(event.recorded_at)));
  for (const name of PROOFS) {
    if (event.data[name]) {
      facts.append(toFact(text(`proof_${name}`), event.data[name]));
    }
  }
  if (event.claude_session) {
    facts.append(toFact(text("proof_claude_session"), event.claude_session));
  }
  fold.append(facts);
  return fold;
}

function toWhere(event) {
  const where = event.session ? `${event.user}/${event.session}` : (event.user ?? "");
  const late = (new Date(event.recorded_at) - new Date(event.at)) / 1000 > LATE_SECONDS;
  const recorded = late && event.source === "session" ? text("late", { when: toMoment(event.recorded_at) }) : "";
  return [where, text(`source_${event.source}`), recorded].filter(Boolean).join(" · ");
}

// `turnAddress` leads to the whole turn; null where there is none, or where this is it.
export function toRow(event, turnAddress) {
  const row = element("li", `event ${event.source}`);
  const time = element("time", "", toTime(event.at));
  time.dateTime = event.at;
  time.title = toMoment(event.at);
  const said = element("div", "said");
  said.append(element("p", "", toSeen(toSentence(event))));
  const quoted = toQuoted(event);
  if (quoted) {
    said.append(element("pre", "", toSeen(quoted)));
  }
  for (const note of toNotes(event)) {
    said.append(element("p", "quiet", toSeen(note)));
  }
  const foot = element("p", "quiet where", toSeen(toWhere(event)));
  if (turnAddress) {
    const link = element("a", "", text("whole_turn"));
    link.href = turnAddress;
    link.dataset.goes = "";
    foot.append(" · ", link);
  }
  said.append(foot, toProof(event));
  row.append(time, said);
  return row;
}
