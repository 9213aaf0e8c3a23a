import { ChangeSet } from "@codemirror/state";
import {
  applyTextChange,
  type TextChange,
  textChangeBetween,
} from "../../kernels/protocol/index.ts";

/**
 * What one person typed into one cell and the server's order does not hold yet: at most one change that
 * was sent, and one that waits behind it. The person sees the confirmed text with both applied.
 * The server's order wins the left side: a change that was confirmed first stays left of ours.
 */
export class PendingText {
  #sent: ChangeSet | undefined;
  #waiting: ChangeSet | undefined;

  get isEmpty(): boolean {
    return !this.#sent && !this.#waiting;
  }

  get isSent(): boolean {
    return this.#sent !== undefined;
  }

  /** Takes a change that the person made to the text that they see. */
  edit(change: ChangeSet): void {
    this.#waiting = this.#waiting ? this.#waiting.compose(change) : change;
  }

  /** The change to send now, or undefined when there is none; it waits for `confirm` or `giveBack`. */
  send(): ChangeSet | undefined {
    if (!this.#sent && this.#waiting) {
      this.#sent = this.#waiting;
      this.#waiting = undefined;
    }
    return this.#sent;
  }

  /** Someone else's change entered the order: gives the change of the text that the person sees. */
  receive(change: ChangeSet): ChangeSet {
    let visible = change;
    if (this.#sent) {
      const sent = this.#sent;
      this.#sent = sent.map(visible);
      visible = visible.map(sent, true);
    }
    return this.#passWaiting(visible);
  }

  /**
   * The own change came back in the server's form: gives what that changes for the person, which is
   * nothing when both sides transformed alike.
   *
   * @param confirmed the confirmed text before it
   */
  confirm(change: ChangeSet, confirmed: string): ChangeSet | undefined {
    const sent = this.#sent;
    this.#sent = undefined;
    const expected = sent ? apply(confirmed, sent) : confirmed;
    const actual = apply(confirmed, change);
    if (expected === actual) return undefined;
    return this.#passWaiting(between(expected, actual));
  }

  /** The server refused what was sent: it joins what waits and will be sent anew. */
  giveBack(): void {
    if (!this.#sent) return;
    this.#waiting = this.#waiting ? this.#sent.compose(this.#waiting) : this.#sent;
    this.#sent = undefined;
  }

  /**
   * The confirmed text was replaced as a whole: gives the change of the text that the person sees.
   *
   * @param sentIsIn the new text contains what was sent
   */
  rebase(before: string, after: string, sentIsIn: boolean): ChangeSet {
    const base = this.#sent ? apply(before, this.#sent) : before;
    if (!sentIsIn && base !== after) return this.receive(between(before, after));
    this.#sent = undefined;
    return this.#passWaiting(between(base, after));
  }

  /** The text that the person sees. */
  visible(confirmed: string): string {
    const sent = this.#sent ? apply(confirmed, this.#sent) : confirmed;
    return this.#waiting ? apply(sent, this.#waiting) : sent;
  }

  #passWaiting(change: ChangeSet): ChangeSet {
    const waiting = this.#waiting;
    if (!waiting) return change;
    this.#waiting = waiting.map(change);
    return change.map(waiting, true);
  }
}

/** The library's form of a change that travelled. */
export function toChangeSet(change: TextChange): ChangeSet {
  return ChangeSet.fromJSON(change);
}

/** The travelling form of a change. */
export function toTextChange(change: ChangeSet): TextChange {
  return change.toJSON() as TextChange;
}

function between(before: string, after: string): ChangeSet {
  return toChangeSet(textChangeBetween(before, after));
}

function apply(text: string, change: ChangeSet): string {
  const result = applyTextChange(text, toTextChange(change));
  if (result === undefined)
    throw new RangeError(`A change for ${change.length} characters met a text of ${text.length}`);
  return result;
}
