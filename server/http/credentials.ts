import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * The one token of a server and the cookies that stand for it. A cookie is `<id>.<HMAC of it under the
 * token>`, so it needs no memory of the server, and another token voids it.
 */
export class Credentials {
  readonly #token: string;
  readonly #purpose: string;

  /** @param port keeps the cookies of two servers on one host apart */
  constructor(token: string, port: number) {
    this.#token = token;
    this.#purpose = `holdfast-cookie-${port}`;
  }

  /** Compares in constant time. */
  isToken(given: string): boolean {
    return isEqual(given, this.#token);
  }

  makeCookie(): string {
    const id = randomBytes(16).toString("base64url");
    return `${id}.${this.#sign(id)}`;
  }

  /** The id in a cookie of this token, or undefined. */
  cookieId(value: string): string | undefined {
    const [id = "", signature = ""] = value.split(".");
    return id !== "" && isEqual(signature, this.#sign(id)) ? id : undefined;
  }

  #sign(id: string): string {
    return createHmac("sha256", this.#token).update(`${this.#purpose}:${id}`).digest("base64url");
  }
}

function isEqual(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** All values of a cookie in a Cookie header: a page on another port may have set one of the same name. */
export function cookieValues(header: string | undefined, name: string): string[] {
  return (header ?? "").split(";").flatMap((pair) => {
    const [key = "", ...value] = pair.split("=");
    return key.trim() === name ? [value.join("=").trim()] : [];
  });
}
