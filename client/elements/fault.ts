/** Says in the place of an element that it cannot be shown; what stands around it goes on (rule S35). */
export function showFault(root: ParentNode, error: unknown): void {
  console.error(error);
  const note = document.createElement("p");
  note.className = "output-problem";
  note.textContent = `This cannot be shown: ${faultText(error)}`;
  root.replaceChildren(note);
}

function faultText(error: unknown): string {
  try {
    return (error instanceof Error ? error.message : String(error)).slice(0, 300);
  } catch {
    return "its value cannot be read";
  }
}
