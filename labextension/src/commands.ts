/** Every command id, in one namespace. */

export namespace CommandIDs {
  /** Show an empty conversation. */
  export const newConversation = 'remote-claude:new-conversation';
  /** Show the conversation named by the argument `id`, or the panel as it is. */
  export const open = 'remote-claude:open';
  /** Show or hide the list of conversations. */
  export const list = 'remote-claude:list';
  /** Bring the cursor into the composer. */
  export const focusComposer = 'remote-claude:focus-composer';
  /** Stop what Claude is doing. */
  export const stop = 'remote-claude:stop';
  /** Ask about going back to before the last message. */
  export const rewind = 'remote-claude:rewind';
  /** Show the question that waits for an answer. */
  export const focusApproval = 'remote-claude:focus-approval';
  /** Go to a question that waits, in this conversation or another. */
  export const nextQuestion = 'remote-claude:next-question';
  /** Say yes to the open question, once. */
  export const allow = 'remote-claude:allow';
  /** Say no to the open question. */
  export const deny = 'remote-claude:deny';
  /** Open the picker of the permission mode, of the model, of the effort. */
  export const mode = 'remote-claude:choose-mode';
  export const model = 'remote-claude:choose-model';
  export const effort = 'remote-claude:choose-effort';
  /** Show how full the context is and what the conversation has cost. */
  export const usage = 'remote-claude:show-usage';
  /** Ask whether to delete the conversation that is shown. */
  export const remove = 'remote-claude:delete-conversation';
  /** Show more or less of the transcript: argument `density`, one of `normal`, `verbose`, `summary`. */
  export const density = 'remote-claude:density';
  /** The next density. */
  export const nextDensity = 'remote-claude:next-density';
  /** Search in the conversation that is shown; go to the next match, to the one before. */
  export const find = 'remote-claude:find';
  export const findNext = 'remote-claude:find-next';
  export const findPrevious = 'remote-claude:find-previous';
  /** Start the welcome tour. */
  export const tour = 'remote-claude:tour';
  /** Review what a turn changed: arguments `conversation`, `turn` and its `number`. */
  export const changes = 'remote-claude:changes';
  /** Put a text at the cursor of the editor or cell that was last used: argument `text`. */
  export const insert = 'remote-claude:insert';
  /** Open a file of the workspace: arguments `path` and `line`. */
  export const openFile = 'remote-claude:open-file';
}
