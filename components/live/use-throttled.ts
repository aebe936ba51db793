"use client";

import { useEffect, useRef, useState } from "react";

/** A value that follows another at most every `everyMs`, and always comes to rest on its last: for what need not be asked at each event. */
export function useThrottled<T>(value: T, everyMs: number): T {
  const [followed, setFollowed] = useState(value);
  const changedAt = useRef(0);
  useEffect(() => {
    if (value === followed) return;
    const timer = setTimeout(
      () => {
        changedAt.current = Date.now();
        setFollowed(value);
      },
      Math.max(0, changedAt.current + everyMs - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [value, followed, everyMs]);
  return followed;
}
