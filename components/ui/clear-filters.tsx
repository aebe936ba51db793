"use client";

import type { ReactNode } from "react";

import { Button } from "./button";

export interface ClearFiltersProps {
  onClear: () => void;
  variant?: "link" | "secondary";
  children: ReactNode;
}

/** Takes all filters away, and itself with them: the focus goes to the first control within `data-filters`. */
export function ClearFilters({ onClear, variant = "secondary", children }: ClearFiltersProps) {
  const clear = () => {
    onClear();
    // Some are hidden, depending on the width, and take no focus.
    for (const control of document.querySelectorAll<HTMLElement>("[data-filters] :is(input, button)")) {
      control.focus();
      if (document.activeElement === control) return;
    }
  };
  return <Button variant={variant} onClick={clear}>{children}</Button>;
}
