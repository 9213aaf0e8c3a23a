/** What a code means: the HTTP status that goes with it, a short title, and what a person can do. */
export interface ErrorCode {
  readonly status: number;
  readonly title: string;
  readonly action: string;
}
