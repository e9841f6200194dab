// The steps of a start, with their signs, as home and the start page show them.
import { text } from "./words.js";

const STEPS = ["workspace", "server", "repository", "answer", "ready"];

// `step` is the one under way; null before the first. `state` is done, now, failed or next.
export function toSteps(step, { clones = false, isDone = false, isFailed = false } = {}) {
  const steps = STEPS.filter((name) => name !== "repository" || clones);
  const reached = isDone ? steps.length : steps.indexOf(step);
  return steps.map((name, index) => {
    const here = isFailed ? "failed" : "now";
    const state = index < reached ? "done" : index === reached ? here : "next";
    const sign = { done: "✓", now: "◔", failed: "✕", next: "○" }[state];
    return { id: name, number: index + 1, name: text(`step_${name}`), state, sign };
  });
}
