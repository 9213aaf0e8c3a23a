/** A text with the full stop that it lacks. */
export function sentence(text: string): string {
  return text.trim().replace(/([^.!?…])$/, "$1.");
}
