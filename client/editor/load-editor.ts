type EditorModule = typeof import("./live-editor.ts");

let loading: Promise<EditorModule> | undefined;

/** The editor's code; it is fetched once, after the first paint. */
export function loadEditor(): Promise<EditorModule> {
  loading ??= fetchEditor();
  return loading;
}

async function fetchEditor(): Promise<EditorModule> {
  const [module] = await Promise.all([
    import("./live-editor.ts"),
    document.fonts.load('13px "JetBrains Mono Variable"'),
  ]);
  return module;
}

/** Fetches the editor when the page has shown its text, and makes the first one in an idle moment. */
export function prepareEditor(): void {
  requestAnimationFrame(() => {
    setTimeout(async () => {
      await loadEditor();
      const { warmEditor } = await import("./live-editor.ts");
      requestIdleCallback(() => warmEditor(), { timeout: 2000 });
    });
  });
}
