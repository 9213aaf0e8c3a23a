/** A call as an analyst writes it from habit, and what it must do: give a value, or fail with this in its message. */
export type Habit = readonly [call: string, does: string | { readonly gives: unknown }];
