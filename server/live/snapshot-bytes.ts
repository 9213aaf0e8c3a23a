import { setImmediate as turn } from "node:timers/promises";
import type { Place, ServerMessage } from "../../kernels/protocol/index.ts";
import type { Session } from "../session/session.ts";

/** A snapshot as it goes over the wire. */
export interface SnapshotBytes {
  readonly seq: number;
  readonly bytes: Buffer;
}

interface Known {
  readonly epoch: number;
  readonly seq: number;
  /** Not held: a notebook of 10 MB costs no second 10 MB while nobody attaches. */
  readonly bytes: WeakRef<Buffer>;
}

/** So many characters are written at a time. */
const PIECE = 1_000_000;

const known = new WeakMap<Session, Known>();

/** The newest snapshot of a notebook. Tabs that come at the same place of the order, one after the other or again, share one. */
export function snapshotBytes(session: Session): SnapshotBytes {
  const { place, state } = session.order;
  const found = knownBytes(session, place);
  if (found) return { seq: place.seq, bytes: found };
  const message: ServerMessage = { type: "snapshot", ...place, state };
  const bytes = Buffer.from(JSON.stringify(message));
  known.set(session, { ...place, bytes: new WeakRef(bytes) });
  return { seq: place.seq, bytes };
}

/**
 * Makes the newest snapshot of a notebook in pieces, between which the server goes on: a state is never changed, only
 * replaced. `snapshotBytes` gives it while nothing has happened since, so whoever asks for it holds it until then.
 */
export async function prepareSnapshot(session: Session): Promise<Buffer | undefined> {
  const { place, state } = session.order;
  const found = knownBytes(session, place);
  if (found) return found;
  const { cells, ...rest } = state;
  const head = JSON.stringify({ type: "snapshot", ...place, state: rest });
  const pieces = [Buffer.from(`${head.slice(0, -"}}".length)},"cells":[`)];
  let piece = "";
  for (const [i, cell] of cells.entries()) {
    piece += `${i > 0 ? "," : ""}${JSON.stringify(cell)}`;
    if (piece.length < PIECE) continue;
    pieces.push(Buffer.from(piece));
    piece = "";
    await turn();
  }
  pieces.push(Buffer.from(`${piece}]}}`));
  const bytes = Buffer.concat(pieces);
  known.set(session, { ...place, bytes: new WeakRef(bytes) });
  return bytes;
}

function knownBytes(session: Session, place: Place): Buffer | undefined {
  const last = known.get(session);
  const isSame = last?.epoch === place.epoch && last.seq === place.seq;
  return isSame ? last.bytes.deref() : undefined;
}
