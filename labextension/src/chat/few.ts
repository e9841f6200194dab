/** How much of an output stands open; what is behind it is folded. */

/** More lines than this are folded. */
export const FEW_LINES = 200;
