import type { Matrix } from "../base/matrix.ts";
import type { Column } from "../columns/column.ts";
import type { Frame } from "../columns/frame.ts";

/** What an estimator takes as its input. */
export type Features = Frame | Matrix | readonly (readonly number[])[];

/** What an estimator takes as its target. */
export type Target = Column | ArrayLike<number> | ArrayLike<number | string | boolean>;
