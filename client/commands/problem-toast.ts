import type { Problem } from "../../kernels/protocol/index.ts";
import { sentence } from "./sentence.ts";
import type { Toast } from "./toasts.ts";

/** A problem in the words of a message at the edge of the page. */
export function problemToast({ title, detail, action }: Problem): Omit<Toast, "id"> {
  const sentences = [detail, action].filter((text) => text !== undefined && text !== "");
  return {
    text: title,
    detail: sentences.map((text) => sentence(String(text))).join(" "),
    isError: true,
  };
}
