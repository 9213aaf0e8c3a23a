import type { User } from "../../kernels/protocol/index.ts";
import { randomId } from "./random-id.ts";

const KEY = "holdfast.user";
const COLORS = ["#2f5bd0", "#c2660a", "#0f7b75", "#7a3fb0", "#b3261e", "#1c7c4a"];

/** The person at this browser, as others see them; made up once and kept. */
export function loadUser(): User {
  const known = parseUser(localStorage.getItem(KEY));
  if (known) return known;
  const color = COLORS[Math.floor(Math.random() * COLORS.length)]!;
  const user = { name: `Guest ${randomId(3)}`, color };
  localStorage.setItem(KEY, JSON.stringify(user));
  return user;
}

function parseUser(text: string | null): User | undefined {
  if (text === null) return undefined;
  try {
    const { name, color } = JSON.parse(text) as Partial<User>;
    const isValid = typeof name === "string" && name !== "" && name.length <= 100;
    return isValid && /^#[0-9a-f]{6}$/i.test(color ?? "") ? { name, color: color! } : undefined;
  } catch {
    return undefined;
  }
}
