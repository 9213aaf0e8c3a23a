/** What lowered `using` imports its helper from. */
export const USING_HELPER = "@oxc-project/runtime/helpers/usingCtx";
