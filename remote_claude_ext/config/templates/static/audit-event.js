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
  const number = text("proof", { number: event.number });
  fold.append(element("summary", "", `${number} · ${text(`source_${event.source}`)}`));
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

function toLate(event) {
  const seconds = (new Date(event.recorded_at) - new Date(event.at)) / 1000;
  return event.source === "session" && seconds > LATE_SECONDS ? text("late", { when: toMoment(event.recorded_at) }) : "";
}

function toFoot(event, turnAddress) {
  const where = event.session ? `${event.user}/${event.session}` : "";
  const foot = element("p", "quiet where", toSeen([where, toLate(event)].filter(Boolean).join(" · ")));
  if (turnAddress) {
    const link = element("a", "", text("whole_turn"));
    link.href = turnAddress;
    link.dataset.goes = "";
    foot.append(" · ", link);
  }
  return foot;
}

// Within a turn it is known where that was; else `turnAddress` leads to it, null where there is none.
export function toRow(event, { isInTurn = false, turnAddress = null }) {
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
  if (!isInTurn && (event.session || turnAddress)) {
    said.append(toFoot(event, turnAddress));
  }
  said.append(toProof(event));
  row.append(time, said);
  return row;
}
