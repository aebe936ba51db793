/** Lets few connect at once: a handshake costs about 0.1 s of processor. */
export interface ConnectSlots {
  /** Waits for a slot. Answers the function that gives it back, or nothing when the signal came first. */
  take(signal: AbortSignal): Promise<(() => void) | undefined>;
  waiting(): number;
}

export function createConnectSlots(most: number): ConnectSlots {
  let free = most;
  const queue = new Set<() => void>();
  const giveBack = () => {
    const [next] = queue;
    if (!next) {
      free += 1;
      return;
    }
    queue.delete(next);
    next();
  };
  const once = () => {
    let given = false;
    return () => {
      if (!given) giveBack();
      given = true;
    };
  };
  return {
    waiting: () => queue.size,
    async take(signal) {
      if (signal.aborted) return undefined;
      if (free > 0) {
        free -= 1;
        return once();
      }
      return new Promise((resolve) => {
        const granted = () => {
          signal.removeEventListener("abort", aborted);
          resolve(once());
        };
        const aborted = () => {
          queue.delete(granted);
          resolve(undefined);
        };
        queue.add(granted);
        signal.addEventListener("abort", aborted, { once: true });
      });
    },
  };
}
