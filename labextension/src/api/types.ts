/** Wire types, generated from remote_claude_ext/wire/schema.py; never edited. */

/**
 * The three kinds of question.
 */
export type ApprovalType = 'permission' | 'plan' | 'question';
/**
 * Who spends from a budget.
 */
export type Whose = 'everyone' | 'group' | 'user';
/**
 * How long a budget lasts before it begins anew.
 */
export type Period = 'day' | 'month' | 'week';
/**
 * What became of a request for more.
 */
export type RequestState = 'declined' | 'granted' | 'waiting';
/**
 * What a conversation is doing, as its list shows it.
 */
export type State = 'failed' | 'idle' | 'waiting' | 'working';
export type DurableFrame =
  | Message
  | TurnStarted
  | Text
  | Thinking
  | ToolStarted
  | ToolFinished
  | ApprovalAsked
  | ApprovalSettled
  | QueueChanged
  | TodoChanged
  | BackgroundChanged
  | BackgroundFinished
  | ModeChanged
  | ModelChanged
  | TitleChanged
  | Usage
  | TurnFinished
  | Rewound
  | RewindUndone
  | Notice;
export type Frame = DurableFrame | TransientFrame;
export type TransientFrame =
  Hello | Delta | Activity | BackgroundProgress | Presence | TransientNotice;
/**
 * The life of a session as people see it.
 */
export type SessionState = 'running' | 'starting' | 'stopped' | 'stopping';

/**
 * The answer to a message: the same `client_id` again gets the same answer.
 */
export interface Accepted {
  message: string;
  client_id: string;
  state: 'queued' | 'sent';
}
/**
 * What Claude is doing, for the activity line; an empty `text` ends it.
 */
export interface Activity {
  seq: null;
  at: string;
  conversation: string;
  turn?: string;
  recovered?: boolean;
  kind: 'activity';
  text: string;
  since: string;
}
/**
 * A question that waits for a person.
 */
export interface Approval {
  approval: string;
  type: ApprovalType;
  tool_use: string;
  tool: string;
  input: {
    [k: string]: unknown;
  };
  cwd: string;
  reason?: string | null;
  suggestions: Suggestion[];
  asked_at: string;
}
/**
 * One rule that would make a permission automatic; `scope` says how far it would reach.
 *
 *     `rule` is the rule itself, as Claude Code's settings write it.
 */
export interface Suggestion {
  id: string;
  label: string;
  scope: string;
  rule?: string;
}
/**
 * `POST .../approvals/{approval}`. Without `suggestion` the decision holds once.
 */
export interface ApprovalAnswer {
  decision: 'allow' | 'deny';
  suggestion?: string;
  input?: {
    [k: string]: unknown;
  };
  answers?: {
    [k: string]: string;
  };
  mode?: 'acceptEdits' | 'auto' | 'default';
  feedback?: string;
}
/**
 * A question to a person; the fields of `Approval`.
 */
export interface ApprovalAsked {
  seq: number;
  at: string;
  conversation: string;
  turn?: string;
  recovered?: boolean;
  kind: 'approval.asked';
  approval: string;
  type: ApprovalType;
  tool_use: string;
  tool: string;
  input: {
    [k: string]: unknown;
  };
  cwd: string;
  reason?: string | null;
  suggestions: Suggestion[];
  asked_at: string;
}
/**
 * How a question ended.
 */
export interface ApprovalSettled {
  seq: number;
  at: string;
  conversation: string;
  turn?: string;
  recovered?: boolean;
  kind: 'approval.settled';
  approval: string;
  outcome: 'allowed' | 'denied' | 'lost' | 'withdrawn';
  by: string;
  suggestion?: string | null;
  feedback?: string | null;
}
/**
 * What hangs on a message, without its content.
 */
export interface Attached {
  type: 'file' | 'image';
  name: string;
}
/**
 * Something sent along with a prompt.
 *
 *     An image has `data` (base64) and `media_type`. A file has `path`, and is mentioned; with
 *     `lines` (`41-49`) and `text` it is what is selected in an editor.
 */
export interface Attachment {
  type: 'file' | 'image';
  name: string;
  media_type?: string;
  data?: string;
  path?: string;
  lines?: string;
  text?: string;
}
/**
 * A subagent or a command that goes on by itself; `tool_use` began it.
 */
export interface Background {
  id: string;
  type: 'command' | 'other' | 'subagent';
  description: string;
  tool_use?: string;
}
/**
 * What goes on in the background now, whole.
 */
export interface BackgroundChanged {
  seq: number;
  at: string;
  conversation: string;
  turn?: string;
  recovered?: boolean;
  kind: 'background.changed';
  background: Background[];
}
/**
 * How a subagent or a command of the background ended; `summary` is a subagent's report.
 */
export interface BackgroundFinished {
  seq: number;
  at: string;
  conversation: string;
  turn?: string;
  recovered?: boolean;
  kind: 'background.finished';
  id: string;
  tool_use?: string;
  status: 'error' | 'ok' | 'stopped' | 'unknown';
  summary: string;
  tokens?: number;
  tools?: number;
  duration_seconds?: number;
}
/**
 * What a subagent is doing, and the tokens and tools that it has used so far.
 */
export interface BackgroundProgress {
  seq: null;
  at: string;
  conversation: string;
  turn?: string;
  recovered?: boolean;
  kind: 'background.progress';
  id: string;
  tool_use?: string;
  text: string;
  tokens?: number;
  tools?: number;
}
/**
 * What may be spent in a period, and what is left of it. Amounts are USD.
 *
 *     `name` is that of a user or a group, and empty for everyone. One that is not `hard` only warns.
 *     `granted_usd` is in `limit_usd`; `request` is the caller's latest one of this period.
 */
export interface Budget {
  whose: Whose;
  name: string;
  period: Period;
  hard: boolean;
  limit_usd: string;
  spent_usd: string;
  reserved_usd: string;
  left_usd: string;
  resets_at: string;
  granted_usd?: string;
  request?: BudgetRequest | null;
}
/**
 * A request for more. What is granted holds until `ends_at`; null until it is decided.
 */
export interface BudgetRequest {
  id: string;
  at: string;
  user: string;
  whose: Whose;
  name: string;
  period: Period;
  ends_at: string;
  usd: string;
  reason: string;
  state: RequestState;
  granted_usd?: string | null;
  decided_at?: string | null;
  decided_by?: string | null;
  answer?: string | null;
}
/**
 * The budgets that pay for somebody's requests; `contact` is whom to ask for more.
 */
export interface Budgets {
  items?: Budget[];
  contact?: string | null;
}
/**
 * What a person may choose here, as far as policy and gateway allow.
 *
 *     `model` is the one that answers where none is chosen; None: what Claude Code takes itself.
 */
export interface Choices {
  modes: ('acceptEdits' | 'auto' | 'bypassPermissions' | 'default' | 'dontAsk' | 'plan')[];
  models: string[];
  efforts: ('high' | 'low' | 'max' | 'medium' | 'xhigh')[];
  model?: string | null;
}
/**
 * A `/` command; `hint` names its arguments.
 */
export interface Command {
  name: string;
  description: string;
  hint: string;
}
/**
 * `GET commands`: what the `claude` of this session says it takes.
 */
export interface Commands {
  items: Command[];
}
/**
 * A conversation as lists and streams show it. `cost_usd` is cumulative.
 *
 *     `active_at` is when something was last said or done in it; `updated_at` moves with any change.
 */
export interface Conversation {
  id: string;
  title: string;
  state: State;
  mode: 'acceptEdits' | 'auto' | 'bypassPermissions' | 'default' | 'dontAsk' | 'plan';
  model: string | null;
  effort: ('high' | 'low' | 'max' | 'medium' | 'xhigh') | null;
  last_line: string;
  cost_usd: string;
  unread: boolean;
  last_seq: number;
  queue: Queued[];
  approvals: Approval[];
  claude_session: string | null;
  created_at: string;
  updated_at: string;
  active_at: string;
  archived: boolean;
  tags: string[];
  terminal: Terminal | null;
}
/**
 * A message that waits its turn.
 */
export interface Queued {
  message: string;
  text: string;
  attachments?: Attached[];
}
/**
 * The terminal that a conversation runs in; the panel sends nothing meanwhile.
 *
 *     `name` is JupyterLab's name of it, null for a terminal that JupyterLab does not have.
 */
export interface Terminal {
  name: string | null;
  status: 'busy' | 'idle' | 'waiting';
}
/**
 * What `WS stream` sends on each change; `deleted` conversations carry their last state.
 */
export interface ConversationChanged {
  conversation: Conversation;
  deleted?: boolean;
}
/**
 * `PATCH conversations/{id}`: what is given is changed.
 */
export interface ConversationPatch {
  title?: string;
  mode?: 'acceptEdits' | 'auto' | 'bypassPermissions' | 'default' | 'dontAsk' | 'plan';
  model?: string | null;
  effort?: ('high' | 'low' | 'max' | 'medium' | 'xhigh') | null;
  unread?: boolean;
  archived?: boolean;
  tags?: string[];
}
/**
 * A page of conversations, the most recently changed first.
 */
export interface Conversations {
  items: Conversation[];
  next: string | null;
}
/**
 * More of a block; the later `text` or `thinking` has the same `block`.
 */
export interface Delta {
  seq: null;
  at: string;
  conversation: string;
  turn?: string;
  recovered?: boolean;
  kind: 'delta';
  block: string;
  of: 'text' | 'thinking';
  text: string;
  parent?: string;
}
/**
 * There is little room for files: `near` its end, or `full`.
 *
 *     Where the files are close to their bound, `used_bytes` and `limit_bytes` say so; else it is the
 *     disk that has only `free_bytes` left.
 */
export interface DiskShort {
  level: 'full' | 'near';
  free_bytes: number;
  used_bytes?: number | null;
  limit_bytes?: number | null;
}
/**
 * A person's message, as it is handed to Claude; until then it is in the queue.
 */
export interface Message {
  seq: number;
  at: string;
  conversation: string;
  turn?: string;
  recovered?: boolean;
  kind: 'message';
  message: string;
  client_id: string;
  text: string;
  attachments: Attachment[];
  by: string;
}
/**
 * Claude begins to work on these messages. The header's `turn` is the same id.
 */
export interface TurnStarted {
  seq: number;
  at: string;
  conversation: string;
  turn?: string;
  recovered?: boolean;
  kind: 'turn.started';
  messages: string[];
}
/**
 * A whole block of Claude's answer.
 */
export interface Text {
  seq: number;
  at: string;
  conversation: string;
  turn?: string;
  recovered?: boolean;
  kind: 'text';
  block: string;
  text: string;
  parent?: string;
}
/**
 * A whole block of Claude's thinking.
 */
export interface Thinking {
  seq: number;
  at: string;
  conversation: string;
  turn?: string;
  recovered?: boolean;
  kind: 'thinking';
  block: string;
  text: string;
  parent?: string;
}
/**
 * Claude wants to use a tool (it may have to ask first).
 */
export interface ToolStarted {
  seq: number;
  at: string;
  conversation: string;
  turn?: string;
  recovered?: boolean;
  kind: 'tool.started';
  tool_use: string;
  name: string;
  input: {
    [k: string]: unknown;
  };
  parent?: string;
}
/**
 * How a tool's use ended. `structured` is Claude Code's own result (a patch, stdout, ...).
 */
export interface ToolFinished {
  seq: number;
  at: string;
  conversation: string;
  turn?: string;
  recovered?: boolean;
  kind: 'tool.finished';
  tool_use: string;
  status: 'denied' | 'error' | 'ok' | 'stopped' | 'unknown';
  output: Preview;
  structured?: unknown;
}
/**
 * The beginning of a tool's output; `truncated` says that there is more.
 *
 *     `images` are those of it that are small enough to keep.
 */
export interface Preview {
  preview: string;
  truncated: boolean;
  images?: Image[];
}
/**
 * A picture; `data` is base64.
 */
export interface Image {
  media_type: string;
  data: string;
}
/**
 * The messages that wait now, in order.
 */
export interface QueueChanged {
  seq: number;
  at: string;
  conversation: string;
  turn?: string;
  recovered?: boolean;
  kind: 'queue.changed';
  queue: Queued[];
}
/**
 * Claude's list of things to do, whole.
 */
export interface TodoChanged {
  seq: number;
  at: string;
  conversation: string;
  turn?: string;
  recovered?: boolean;
  kind: 'todo.changed';
  todo: Todo[];
}
/**
 * One line of Claude's list of things to do.
 */
export interface Todo {
  text: string;
  status: 'completed' | 'in_progress' | 'pending';
}
/**
 * The permission mode from now on.
 */
export interface ModeChanged {
  seq: number;
  at: string;
  conversation: string;
  turn?: string;
  recovered?: boolean;
  kind: 'mode.changed';
  mode: 'acceptEdits' | 'auto' | 'bypassPermissions' | 'default' | 'dontAsk' | 'plan';
}
/**
 * The model from now on; null is the operator's default.
 */
export interface ModelChanged {
  seq: number;
  at: string;
  conversation: string;
  turn?: string;
  recovered?: boolean;
  kind: 'model.changed';
  model: string | null;
}
/**
 * The title from now on.
 */
export interface TitleChanged {
  seq: number;
  at: string;
  conversation: string;
  turn?: string;
  recovered?: boolean;
  kind: 'title.changed';
  title: string;
}
/**
 * What the conversation has used so far, and how full its context is (in tokens).
 */
export interface Usage {
  seq: number;
  at: string;
  conversation: string;
  turn?: string;
  recovered?: boolean;
  kind: 'usage';
  tokens: Tokens;
  context_used: number;
  context_size: number;
  cost_usd: string;
}
/**
 * Tokens by kind, cumulative over the conversation.
 */
export interface Tokens {
  input?: number;
  output?: number;
  cache_read?: number;
  cache_creation?: number;
}
/**
 * Claude has come to rest. `reason` is a sentence where the outcome is not `completed`.
 */
export interface TurnFinished {
  seq: number;
  at: string;
  conversation: string;
  turn?: string;
  recovered?: boolean;
  kind: 'turn.finished';
  outcome: 'budget' | 'completed' | 'failed' | 'interrupted' | 'lost';
  reason?: string | null;
  cost_usd: string;
}
/**
 * Somebody went back to before the turn `to`.
 *
 *     `undone` are the turns that do not count any more; none where only files were rewound. `files`
 *     is missing where they were not.
 */
export interface Rewound {
  seq: number;
  at: string;
  conversation: string;
  turn?: string;
  recovered?: boolean;
  kind: 'rewound';
  rewind: string;
  to: string;
  what: 'both' | 'conversation' | 'files';
  undone: string[];
  files?: RewindCounts;
  by: string;
}
/**
 * How many files come back, go, and change; how many of them by hand; how many could not be.
 */
export interface RewindCounts {
  returns: number;
  goes: number;
  changes: number;
  by_hand: number;
  failed: number;
}
/**
 * Somebody took a rewind back: its turns count again, its files are as before it.
 */
export interface RewindUndone {
  seq: number;
  at: string;
  conversation: string;
  turn?: string;
  recovered?: boolean;
  kind: 'rewind.undone';
  rewind: string;
  by: string;
}
/**
 * Something a person should know; durable or transient.
 */
export interface Notice {
  seq: number;
  at: string;
  conversation: string;
  turn?: string;
  recovered?: boolean;
  kind: 'notice';
  level: 'error' | 'info' | 'warning';
  code: string;
  message: string;
}
/**
 * `GET conversations/{id}/edits`: those after a number, and the last number that was read.
 */
export interface Edits {
  edits: FileEdit[];
  last: number;
}
/**
 * One edit of a file by Claude: in which turn, and the `number` of that turn, from 1.
 */
export interface FileEdit {
  path: string;
  turn: string;
  number: number;
  seq: number;
}
/**
 * `{"error": {...}}`.
 */
export interface ErrorBody {
  error: ErrorDetail;
}
/**
 * What went wrong: a stable code, a sentence, what to do, and plain values.
 */
export interface ErrorDetail {
  code: string;
  message: string;
  remedy?: string | null;
  details?: {
    [k: string]: unknown;
  };
}
/**
 * One file before a turn and after its last edit in it.
 *
 *     `path` is relative to the workspace, or absolute where Claude worked outside of it. `now` says
 *     how the file is on disk: as the turn left it (`same`), changed further, `reverted` here in part
 *     or whole (`after` is then the file as it is), `gone`, or something that is not read (`other`).
 *     Where `whole` is false, before and after are not to be had and `hunks` has the changed places.
 */
export interface FileChange {
  path: string;
  status: 'added' | 'modified';
  now: 'changed' | 'gone' | 'other' | 'reverted' | 'same';
  whole: boolean;
  before: string | null;
  after: string | null;
  hunks: Hunk[];
  added: number;
  removed: number;
  reason: string | null;
  can_revert: boolean;
}
/**
 * One changed place, as Claude Code's own patch has it: lines begin with ' ', '+', '-'.
 */
export interface Hunk {
  old_start: number;
  old_lines: number;
  new_start: number;
  new_lines: number;
  lines: string[];
}
/**
 * `POST conversations/{id}/fork`: before the turn of a message, or behind a finished turn.
 *
 *     Neither: behind the last finished turn.
 */
export interface Fork {
  message?: string;
  turn?: string;
}
/**
 * The first frame on a stream. `reset` tells the client to forget what it has.
 *
 *     `after` is where a stream begins that was asked for a tail, and `standing` are the frames up to
 *     there that still hold.
 */
export interface Hello {
  seq: null;
  at: string;
  conversation: Conversation;
  turn?: string;
  recovered?: boolean;
  kind: 'hello';
  last: number;
  reset?: boolean;
  after?: number;
  standing?: unknown[];
  partial?: Partial[];
}
/**
 * A block that is being written: what a late listener has missed of it.
 */
export interface Partial {
  block: string;
  of: 'text' | 'thinking';
  text: string;
  parent?: string;
}
/**
 * How many streams listen to this conversation.
 */
export interface Presence {
  seq: null;
  at: string;
  conversation: string;
  turn?: string;
  recovered?: boolean;
  kind: 'presence';
  viewers: number;
}
/**
 * Something a person should know; durable or transient.
 */
export interface TransientNotice {
  seq: null;
  at: string;
  conversation: string;
  turn?: string;
  recovered?: boolean;
  kind: 'notice';
  level: 'error' | 'info' | 'warning';
  code: string;
  message: string;
}
/**
 * `GET health` of a session: what it runs on and what it has to say to its user.
 *
 *     `provider` is `demo` for the scripted model; `config_hint` is then the very YAML to write.
 *     `trust` is `managed` where policy wins over a repository's settings in the terminal too,
 *     else `dialog`: Claude Code's own trust dialog stays. `stops_in_seconds` is how long this
 *     session still runs in any case, by the operator's limit of its age; None without one.
 *     `extensions_left` is how often it may be kept an hour longer than that. `disk_short` is there
 *     where there is little room for files.
 */
export interface Health {
  status: 'degraded' | 'ok';
  version: string;
  claude_version: string;
  provider: string;
  config_hint: string | null;
  workspace: string;
  user: string;
  session: string | null;
  hub: boolean;
  trust: 'dialog' | 'managed';
  live: number;
  live_limit: number;
  max_prompt_bytes: number;
  choices: Choices;
  problem?: string | null;
  stops_in_seconds?: number | null;
  extensions_left?: number;
  disk_short?: DiskShort | null;
}
/**
 * A message or an answer in which it was said: its frame, and the words around.
 *
 *     `title` is the conversation's; `by` is who wrote a message, and null for Claude.
 */
export interface Hit {
  conversation: string;
  title: string;
  seq: number;
  at: string;
  kind: 'message' | 'text';
  by: string | null;
  snippet: Piece[];
}
/**
 * A part of a snippet; `marked` where it is what was searched for.
 */
export interface Piece {
  text: string;
  marked?: boolean;
}
/**
 * A page of them, the newest first; `incomplete` while older ones are still being indexed.
 */
export interface Hits {
  items: Hit[];
  next: string | null;
  incomplete: boolean;
}
/**
 * How long a session still runs in any case, and how often it may be kept one hour longer.
 */
export interface Lifetime {
  stops_in_seconds: number;
  extensions_left: number;
}
/**
 * `PATCH .../messages/{message}` of one that waits; `when: now` hands it over at once.
 */
export interface MessagePatch {
  text?: string;
  attachments?: Attachment[];
  when?: 'now';
}
/**
 * What somebody asks for: so many USD more of a budget until its period ends, and why.
 *
 *     `name` is that of a group; for other budgets it is empty.
 */
export interface NewBudgetRequest {
  whose: Whose;
  period: Period;
  usd: string;
  reason: string;
  name?: string;
}
/**
 * `POST conversations`. The same `client_id` again gets the same conversation.
 */
export interface NewConversation {
  client_id?: string;
  title?: string;
  mode?: 'acceptEdits' | 'auto' | 'bypassPermissions' | 'default' | 'dontAsk' | 'plan';
  model?: string;
  effort?: 'high' | 'low' | 'max' | 'medium' | 'xhigh';
}
/**
 * `POST conversations/{id}/messages`. `now` interrupts the running answer (steering).
 */
export interface NewMessage {
  text: string;
  client_id: string;
  attachments?: Attachment[];
  when?: 'now' | 'queue';
}
/**
 * What a session begins with: cloned into its empty workspace at its first start.
 */
export interface NewRepository {
  url: string;
  branch?: string;
  folder?: string;
  shallow?: boolean;
  token?: string;
}
/**
 * `POST sessions`: its display name; the name in addresses is made from it.
 */
export interface NewSession {
  title?: string;
  start?: boolean;
  repository?: NewRepository;
}
/**
 * Another conversation that worked on the same files since.
 */
export interface OtherTurns {
  conversation: string;
  title: string;
  turns: number;
}
/**
 * A file or folder of the workspace, relative to it; a folder ends with `/`.
 */
export interface PathSuggestion {
  path: string;
  type: 'file' | 'folder';
}
/**
 * Lines from `start` up to but not including `end`, counted from 0, before and after.
 */
export interface Place {
  before_start: number;
  before_end: number;
  after_start: number;
  after_end: number;
}
/**
 * `POST .../turns/{turn}/changes/revert`: one file, or one place of it.
 */
export interface Revert {
  path: string;
  place?: Place;
}
/**
 * `POST conversations/{id}/rewind`: to before a turn. `dry_run` only says what would be.
 */
export interface Rewind {
  turn: string;
  what?: 'both' | 'conversation' | 'files';
  dry_run?: boolean;
}
/**
 * A file that a rewind brings back, takes away or changes.
 *
 *     `by_hand`: it was changed while Claude rested, by a person, a terminal or a program. `problem`
 *     says why it stays as it is.
 */
export interface RewindFile {
  path: string;
  change: 'changes' | 'goes' | 'returns';
  by_hand?: boolean;
  problem?: string;
}
/**
 * What a rewind does, or would do.
 *
 *     `rewind` names it, null where it is not done. Of more than 1000 `files` those are there that
 *     come first; `counts` has all. `left` are files that differ and are not kept. `turns` of this
 *     conversation are undone. The problems are sentences that say why one or the other cannot go
 *     back to there.
 */
export interface RewindResult {
  rewind: string | null;
  turn: string;
  what: 'both' | 'conversation' | 'files';
  files: RewindFile[];
  counts: RewindCounts;
  left: string[];
  others: OtherTurns[];
  turns: number;
  files_problem: string | null;
  conversation_problem: string | null;
}
/**
 * One JupyterHub server of a user with its workspace. `id` is `user/name`.
 */
export interface Session {
  id: string;
  user: string;
  name: string;
  title: string;
  state: SessionState;
  url: string;
  started_at: string | null;
  last_activity_at: string | null;
}
/**
 * What the conversations of a session used and cost, as the session itself counts.
 *
 *     `budgets` are the user's as the hub service has them; null where it was not reached.
 */
export interface SessionUsage {
  cost_usd: string;
  tokens: Tokens;
  budgets?: Budgets | null;
}
/**
 * A page of sessions.
 */
export interface Sessions {
  items: Session[];
  next: string | null;
}
/**
 * How a question ended, and by whom.
 */
export interface SettledApproval {
  approval: string;
  outcome: 'allowed' | 'denied' | 'lost' | 'withdrawn';
  by: string;
  at: string;
  suggestion?: string | null;
  feedback?: string | null;
}
/**
 * `GET suggestions`: the best first.
 */
export interface Suggestions {
  items: PathSuggestion[];
}
/**
 * `GET .../turns/{turn}/changes`. `commands` ran in the turn; what they wrote is not here.
 */
export interface TurnChanges {
  turn: string;
  files: FileChange[];
  commands: number;
}
/**
 * `POST conversations/{id}/rewinds/{rewind}/undo`.
 */
export interface UndoRewind {
  dry_run?: boolean;
}
/**
 * Who the caller is.
 */
export interface User {
  name: string;
  admin: boolean;
  groups: string[];
}
