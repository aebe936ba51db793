"use client";

import { useSyncExternalStore } from "react";

const never = () => () => {};

/** False in what the server writes and in the first render over it, true ever after: for what hangs on the reader's clock. */
export function useAwake(): boolean {
  return useSyncExternalStore(never, () => true, () => false);
}
