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
  /** Show the question that waits for an answer. */
  export const focusApproval = 'remote-claude:focus-approval';
  /** Ask whether to delete the conversation that is shown. */
  export const remove = 'remote-claude:delete-conversation';
  /** Show more or less of the transcript: argument `density`, one of `normal`, `verbose`, `summary`. */
  export const density = 'remote-claude:density';
  /** The next density. */
  export const nextDensity = 'remote-claude:next-density';
  /** Open a file of the workspace: arguments `path` and `line`. */
  export const openFile = 'remote-claude:open-file';
}
