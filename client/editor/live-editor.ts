import { ChangeSet } from "@codemirror/state";
import {
  applyTextChange,
  type CellType,
  type TextChange,
  textChangeBetween,
} from "../../kernels/protocol/index.ts";
import { type AskCompletion, completeFrom, registerCompletion } from "./completion.ts";
import { applyEditorTheme } from "./editor-theme.ts";
import { type AskInspection, inspectFrom, registerInspection } from "./inspection.ts";
import { keepInSight } from "./keep-in-sight.ts";
import { languageIds, registerLanguages } from "./languages.ts";
import { monaco } from "./monaco.ts";
import { editorOptions } from "./options.ts";

registerLanguages();
registerCompletion(languageIds.code);
registerInspection(languageIds.code);

/** What a cell gives to its editor and wants to hear from it. */
export interface EditorHost {
  readonly element: HTMLElement;
  readonly cellId: string;
  readonly type: CellType;
  readonly source: string;
  readonly label: string;
  /** What is selected at first, in UTF-16 units. */
  readonly selection: { readonly anchor: number; readonly head: number };
  readonly edited: (change: TextChange) => void;
  readonly left: () => void;
  /** The caret wants to leave upwards or downwards. */
  readonly beyond: (direction: "up" | "down") => void;
  readonly escaped: () => void;
  readonly complete: AskCompletion;
  readonly inspect: AskInspection;
}

const MAX_MODELS = 100;
const models = new Map<string, monaco.editor.ITextModel>();

/** The one living editor: made when a cell is entered, gone when it is left. Its undo history stays. */
export class LiveEditor {
  #editor: monaco.editor.IStandaloneCodeEditor;
  #model: monaco.editor.ITextModel;
  #host: EditorHost;
  #text: string;
  #isRemote = false;
  #isFollowing = false;
  #subscriptions: monaco.IDisposable[] = [];

  constructor(host: EditorHost) {
    this.#host = host;
    this.#text = host.source;
    this.#model = takeModel(host);
    completeFrom(this.#model, host.complete);
    inspectFrom(this.#model, host.inspect);
    applyEditorTheme();
    const { element } = host;
    const height = this.#model.getLineCount() * 20 + 16;
    element.style.height = `${height}px`;
    this.#editor = monaco.editor.create(element, {
      ...editorOptions(host.type),
      model: this.#model,
      ariaLabel: host.label,
      dimension: { width: element.clientWidth, height },
    });
    this.#listen();
    this.#select(host.selection);
    this.#editor.focus();
  }

  /** Applies a change that somebody else made to the text that is seen here. */
  applyRemote(change: TextChange): void {
    this.#isRemote = true;
    const edits: monaco.editor.IIdentifiedSingleEditOperation[] = [];
    let position = 0;
    for (const section of change) {
      if (typeof section === "number") {
        position += section;
        continue;
      }
      const [deleted, ...lines] = section;
      const range = monaco.Range.fromPositions(
        this.#model.getPositionAt(position),
        this.#model.getPositionAt(position + deleted),
      );
      edits.push({ range, text: lines.join("\n"), forceMoveMarkers: false });
      position += deleted;
    }
    this.#model.pushEditOperations(this.#editor.getSelections(), edits, () => null);
    this.#text = this.#model.getValue();
    this.#isRemote = false;
  }

  /** Follows the colours of the page. */
  updateTheme(): void {
    applyEditorTheme();
  }

  /** Types a text at the caret, as the keyboard would. */
  type(text: string): void {
    this.#editor.trigger("keyboard", "type", { text });
  }

  /** What is selected, in UTF-16 units. */
  get caret(): EditorHost["selection"] {
    const selection = this.#editor.getSelection();
    if (!selection) return { anchor: 0, head: 0 };
    return {
      anchor: this.#model.getOffsetAt(selection.getSelectionStart()),
      head: this.#model.getOffsetAt(selection.getPosition()),
    };
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#editor.dispose();
    this.#host.element.replaceChildren();
    this.#host.element.style.height = "";
  }

  #listen(): void {
    const { element } = this.#host;
    this.#subscriptions = [
      this.#model.onDidChangeContent((event) => this.#takeEdit(event)),
      this.#editor.onDidContentSizeChange(({ contentHeight }) => {
        element.style.height = `${contentHeight}px`;
        this.#editor.layout();
      }),
      this.#editor.onDidChangeCursorPosition(() => {
        if (!this.#isRemote) this.#followCaret();
      }),
      this.#editor.onDidBlurEditorWidget(() => {
        if (document.hasFocus()) this.#host.left();
      }),
      this.#editor.addAction({
        id: "holdfast.leave",
        label: "Leave the editor",
        keybindings: [monaco.KeyCode.Escape, monaco.KeyMod.WinCtrl | monaco.KeyCode.KeyM],
        precondition:
          "!suggestWidgetVisible && !findWidgetVisible && !parameterHintsVisible && !inSnippetMode && !editorHasMultipleSelections",
        run: () => this.#host.escaped(),
      }),
      this.#editor.onKeyDown((event) => this.#takeArrow(event)),
    ];
  }

  /** The editor is as high as its text, so it is the page that scrolls: once a frame, when the height is known. */
  #followCaret(): void {
    if (this.#isFollowing) return;
    this.#isFollowing = true;
    requestAnimationFrame(() => {
      this.#isFollowing = false;
      const caret = this.#editor.getPosition();
      const place = caret && this.#editor.getScrolledVisiblePosition(caret);
      if (!place || !this.#editor.hasTextFocus()) return;
      keepInSight(this.#host.element.getBoundingClientRect().top + place.top, place.height);
    });
  }

  #takeArrow(event: monaco.IKeyboardEvent): void {
    const isUp = event.keyCode === monaco.KeyCode.UpArrow;
    if (!isUp && event.keyCode !== monaco.KeyCode.DownArrow) return;
    if (event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return;
    if (this.#host.element.querySelector(".suggest-widget.visible")) return;
    if (document.querySelector(".monaco-editor .suggest-widget.visible")) return;
    const line = this.#editor.getPosition()?.lineNumber;
    if (line !== (isUp ? 1 : this.#model.getLineCount())) return;
    event.preventDefault();
    event.stopPropagation();
    this.#host.beyond(isUp ? "up" : "down");
  }

  #takeEdit(event: monaco.editor.IModelContentChangedEvent): void {
    if (this.#isRemote) return;
    const before = this.#text;
    this.#text = this.#model.getValue();
    const specs = event.changes.map(({ rangeOffset, rangeLength, text }) => ({
      from: rangeOffset,
      to: rangeOffset + rangeLength,
      insert: text.replaceAll(/\r\n?/g, "\n"),
    }));
    const exact = ChangeSet.of(specs, before.length).toJSON() as TextChange;
    const isExact = applyTextChange(before, exact) === this.#text;
    this.#host.edited(isExact ? exact : textChangeBetween(before, this.#text));
  }

  #select({ anchor, head }: EditorHost["selection"]): void {
    const [from, to] = [this.#model.getPositionAt(anchor), this.#model.getPositionAt(head)];
    this.#editor.setSelection(
      new monaco.Selection(from.lineNumber, from.column, to.lineNumber, to.column),
    );
    this.#editor.revealPosition(to);
    this.#followCaret();
  }
}

/** The cell's model, brought to the text that the store has. */
function takeModel({ cellId, type, source }: EditorHost): monaco.editor.ITextModel {
  const key = `${location.pathname}#${cellId}`;
  const known = models.get(key);
  models.delete(key);
  const model = known ?? monaco.editor.createModel(source, languageIds[type]);
  models.set(key, model);
  if (!known) {
    model.setEOL(monaco.editor.EndOfLineSequence.LF);
    model.updateOptions({
      tabSize: 2,
      insertSpaces: true,
      trimAutoWhitespace: true,
      bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
    });
  }
  if (model.getLanguageId() !== languageIds[type])
    monaco.editor.setModelLanguage(model, languageIds[type]);
  if (model.getValue() !== source)
    model.pushEditOperations(
      null,
      [{ range: model.getFullModelRange(), text: source }],
      () => null,
    );
  const [oldest, oldestModel] = models.entries().next().value ?? [];
  if (models.size > MAX_MODELS && oldest !== undefined) {
    models.delete(oldest);
    oldestModel?.dispose();
  }
  return model;
}

/** Makes and drops an editor outside of the page, so that the first real one comes at once. */
export function warmEditor(): void {
  const element = document.createElement("div");
  element.style.cssText = "position:absolute;left:-9999px;width:400px;height:60px";
  element.setAttribute("aria-hidden", "true");
  document.body.append(element);
  applyEditorTheme();
  const model = monaco.editor.createModel("const warm = 1;", languageIds.code);
  const editor = monaco.editor.create(element, { ...editorOptions("code"), model });
  monaco.editor.remeasureFonts();
  requestAnimationFrame(() => {
    editor.dispose();
    model.dispose();
    element.remove();
  });
}
