/** Our REST calls; the only file that knows their addresses. */

import { URLExt } from '@jupyterlab/coreutils';
import type { ServerConnection } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';

import type { ApiError } from './errors';
import { API_PATH, request } from './request';
import type {
  Accepted,
  ApprovalAnswer,
  Command,
  Commands,
  Conversation,
  ConversationPatch,
  Conversations,
  DurableFrame,
  Edits,
  Fork,
  FileChange,
  Health,
  Hits,
  Lifetime,
  NewConversation,
  MessagePatch,
  NewBudgetRequest,
  NewMessage,
  PathSuggestion,
  Queued,
  Revert,
  Rewind,
  RewindResult,
  SessionUsage,
  SettledApproval,
  Suggestions,
  TurnChanges,
  UndoRewind
} from './types';

/** A page of frames, and the ones before it that still hold where it begins. */
export interface IEarlier {
  readonly frames: readonly DurableFrame[];
  readonly standing: readonly DurableFrame[];
}

/** The session extension's routes. Every method rejects with an `ApiError`. */
export class Client {
  constructor(readonly settings: ServerConnection.ISettings) {}

  /** Emitted when a stream finds that the session does not know this browser (any more). */
  readonly lockedOut = new Signal<this, ApiError>(this);

  /** What the session runs on and what it has to say to its user. */
  async health(): Promise<Health> {
    return (await request(this.settings, 'health')) as Health;
  }

  /** Keep the session one hour longer than its age allows. */
  async extend(): Promise<Lifetime> {
    return (await request(this.settings, 'extension', { method: 'POST' })) as Lifetime;
  }

  /** What the conversations used, and how the budgets stand. */
  async usage(): Promise<SessionUsage> {
    return (await request(this.settings, 'usage')) as SessionUsage;
  }

  /** Ask the administrators for more of a budget. */
  async askForMore(body: NewBudgetRequest): Promise<void> {
    await request(this.settings, 'budgets/requests', { method: 'POST', body });
  }

  /** All conversations, the most recently changed first. */
  async list(): Promise<Conversation[]> {
    const items: Conversation[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = (await request(
        this.settings,
        `conversations?limit=200${query}`
      )) as Conversations;
      items.push(...page.items);
      cursor = page.next;
    } while (cursor !== null);
    return items;
  }

  /** Make a conversation. */
  async create(body: NewConversation): Promise<Conversation> {
    return (await request(this.settings, 'conversations', {
      method: 'POST',
      body
    })) as Conversation;
  }

  /** One conversation as it is now. */
  async get(id: string): Promise<Conversation> {
    return (await request(this.settings, conversation(id))) as Conversation;
  }

  /** Change title, mode, model or effort, or mark as read. */
  async patch(id: string, body: ConversationPatch): Promise<Conversation> {
    return (await request(this.settings, conversation(id), {
      method: 'PATCH',
      body
    })) as Conversation;
  }

  /** Delete a conversation; for a minute it can be restored. */
  async remove(id: string): Promise<void> {
    await request(this.settings, conversation(id), { method: 'DELETE' });
  }

  /** Another conversation with what was said before the turn of a message. */
  async fork(id: string, message: string): Promise<Conversation> {
    const path = `${conversation(id)}/fork`;
    const body: Fork = { message };
    return (await request(this.settings, path, { method: 'POST', body })) as Conversation;
  }

  /** Go back to before a turn, or hear what that would do. */
  async rewind(id: string, body: Rewind): Promise<RewindResult> {
    const path = `${conversation(id)}/rewind`;
    return (await request(this.settings, path, { method: 'POST', body })) as RewindResult;
  }

  /** Take a rewind back, or hear what that would do. */
  async undoRewind(id: string, rewind: string, body: UndoRewind): Promise<RewindResult> {
    const path = `${conversation(id)}/rewinds/${encodeURIComponent(rewind)}/undo`;
    return (await request(this.settings, path, { method: 'POST', body })) as RewindResult;
  }

  /** Bring a conversation back that was deleted just now. */
  async restore(id: string): Promise<Conversation> {
    const path = `${conversation(id)}/restore`;
    return (await request(this.settings, path, { method: 'POST' })) as Conversation;
  }

  /** End claude in the terminal that has a conversation: it goes on here. */
  async takeOver(id: string): Promise<Conversation> {
    const path = `${conversation(id)}/takeover`;
    return (await request(this.settings, path, { method: 'POST' })) as Conversation;
  }

  /** Send a message; again with the same `client_id` is harmless. */
  async send(id: string, body: NewMessage): Promise<Accepted> {
    const path = `${conversation(id)}/messages`;
    return (await request(this.settings, path, { method: 'POST', body })) as Accepted;
  }

  /** Change a message that waits, or hand it over at once. */
  async rewrite(id: string, message: string, body: MessagePatch): Promise<Queued> {
    const path = `${conversation(id)}/messages/${encodeURIComponent(message)}`;
    return (await request(this.settings, path, { method: 'PATCH', body })) as Queued;
  }

  /** The `/` commands that Claude takes. */
  async commands(): Promise<Command[]> {
    return ((await request(this.settings, 'commands')) as Commands).items;
  }

  /** Files and folders of the workspace that fit, the best first. */
  async suggest(query: string): Promise<PathSuggestion[]> {
    const path = `suggestions?query=${encodeURIComponent(query.slice(0, 500))}`;
    return ((await request(this.settings, path)) as Suggestions).items;
  }

  /** Take a waiting message back. */
  async withdraw(id: string, message: string): Promise<void> {
    const path = `${conversation(id)}/messages/${encodeURIComponent(message)}`;
    await request(this.settings, path, { method: 'DELETE' });
  }

  /** Stop what Claude is doing; harmless when it does nothing. */
  async interrupt(id: string): Promise<void> {
    await request(this.settings, `${conversation(id)}/interrupt`, { method: 'POST' });
  }

  /** Stop a subagent or a command that goes on by itself. */
  async stopBackground(id: string, background: string): Promise<void> {
    const path = `${conversation(id)}/background/${encodeURIComponent(background)}/stop`;
    await request(this.settings, path, { method: 'POST' });
  }

  /** Answer a question. */
  async answer(id: string, approval: string, body: ApprovalAnswer): Promise<SettledApproval> {
    const path = `${conversation(id)}/approvals/${encodeURIComponent(approval)}`;
    return (await request(this.settings, path, { method: 'POST', body })) as SettledApproval;
  }

  /** About `limit` frames before a number, and those before them that still hold there. */
  async earlier(id: string, before: number, limit: number): Promise<IEarlier> {
    const path = `${conversation(id)}/frames?before=${before}&limit=${limit}`;
    const { frames, standing } = (await request(this.settings, path)) as Partial<IEarlier>;
    return { frames: frames ?? [], standing: standing ?? [] };
  }

  /** Where in all conversations something was said, the newest first. */
  async search(query: string, cursor: string | null): Promise<Hits> {
    const page = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const path = `history?q=${encodeURIComponent(query.slice(0, 500))}${page}`;
    return (await request(this.settings, path)) as Hits;
  }

  /** Which files Claude edited after a number. */
  async edits(id: string, after: number): Promise<Edits> {
    return (await request(this.settings, `${conversation(id)}/edits?after=${after}`)) as Edits;
  }

  /** What Claude's edits in a turn made of each file. */
  async changes(id: string, turn: string): Promise<TurnChanges> {
    return (await request(this.settings, changesOf(id, turn))) as TurnChanges;
  }

  /** Take a file or a place of it back; null where the file is no more. */
  async revertChange(id: string, turn: string, body: Revert): Promise<FileChange | null> {
    const path = `${changesOf(id, turn)}/revert`;
    return (await request(this.settings, path, { method: 'POST', body })) as FileChange | null;
  }

  /** Address of a conversation's frames after the number `after`, live. */
  streamUrl(id: string, after: number): string {
    return this._socket(`${conversation(id)}/stream?after=${after}`);
  }

  /** Address of about `length` frames at the end of a conversation, live. */
  tailUrl(id: string, length: number): string {
    return this._socket(`${conversation(id)}/stream?tail=${length}`);
  }

  /** Address of the changes of all conversations. */
  changesUrl(): string {
    return this._socket('stream');
  }

  /** The login's cookie says who we are: a token never goes into an address. */
  private _socket(path: string): string {
    return URLExt.join(this.settings.wsUrl, API_PATH, path);
  }
}

function conversation(id: string): string {
  return `conversations/${encodeURIComponent(id)}`;
}

function changesOf(id: string, turn: string): string {
  return `${conversation(id)}/turns/${encodeURIComponent(turn)}/changes`;
}
