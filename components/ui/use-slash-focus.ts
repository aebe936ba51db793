"use client";

import { type RefObject, useEffect } from "react";

const editable = "input, textarea, select, [contenteditable=''], [contenteditable='true'], [role='dialog'] *";

/** `/` puts the focus into the field, except while writing elsewhere or inside a dialog. */
export function useSlashFocus(ref: RefObject<HTMLInputElement | null>, enabled = true) {
  useEffect(() => {
    if (!enabled) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.matches(editable)) return;
      if (!ref.current?.checkVisibility()) return;
      event.preventDefault();
      ref.current.focus();
      ref.current.select();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [ref, enabled]);
}
