"use client";

import { useMemo, useRef } from "react";

const FIELDS = "form :is(input, textarea, [role=combobox]):not(:disabled)";

/** Where the last dialog that closed gave the focus back. */
let lastGivenTo: HTMLElement | null = null;

/**
 * Where the focus goes as a dialog opens and closes: to the first field of its form (not under a finger, whose keyboard
 * would cover the dialog), and back to what had it before. A dialog that another one opened as it closed gives it back to
 * where that one came from; without anywhere to go it goes to the page's main part. Spread it on Radix's content.
 */
export function useDialogFocus() {
  const opener = useRef<HTMLElement | null>(null);
  return useMemo(
    () => ({
      onOpenAutoFocus: (event: Event) => {
        opener.current = document.activeElement instanceof HTMLElement && document.activeElement !== document.body ? document.activeElement : null;
        const field = (event.currentTarget as HTMLElement).querySelector<HTMLElement>(FIELDS);
        if (!field || !window.matchMedia("(pointer: fine)").matches) return;
        field.focus();
        if (document.activeElement === field) event.preventDefault();
      },
      onCloseAutoFocus: (event: Event) => {
        event.preventDefault();
        lastGivenTo = [opener.current, lastGivenTo].find((element) => element?.isConnected) ?? document.getElementById("main");
        lastGivenTo?.focus();
      },
    }),
    [],
  );
}
