/** An icon's file is imported as its text. */
declare module '*.svg' {
  const text: string;
  export default text;
}
