"use client";

import { Search, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";

import { cn } from "./cn";
import { controlHeight, controlStyles } from "./control-styles";
import { Kbd } from "./kbd";
import { useSlashFocus } from "./use-slash-focus";

export interface SearchInputProps {
  value: string;
  /** Called once the typing rests, and at once on Enter, on clearing and on leaving the field. */
  onValueChange: (value: string) => void;
  label: string;
  placeholder?: string;
  debounceMs?: number;
  /** `/` focuses it; the top bar's search has it by default. */
  shortcut?: boolean;
  className?: string;
}

/** A search field that waits for a pause in the typing. Escape clears it. */
export function SearchInput({ value, onValueChange, label, placeholder, debounceMs = 300, shortcut = false, className }: SearchInputProps) {
  const t = useTranslations("ui.search");
  const ref = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  useSlashFocus(ref, shortcut);
  const say = (next: string) => {
    clearTimeout(timer.current);
    timer.current = undefined;
    onValueChange(next);
  };
  const change = (next: string, waitMs: number) => {
    setText(next);
    if (waitMs === 0) return say(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => say(next), waitMs);
  };
  return (
    <span className={cn("relative block", className)}>
      <Search aria-hidden className="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-muted" />
      <input
        ref={ref}
        type="text"
        inputMode="search"
        enterKeyHint="search"
        role="searchbox"
        aria-label={label}
        aria-keyshortcuts={shortcut ? "/" : undefined}
        autoComplete="off"
        value={text}
        placeholder={placeholder ?? label}
        onChange={(event) => change(event.target.value, debounceMs)}
        onBlur={() => {
          // What is pressed next changes the address too: two changes of it in a row can be lost to each other.
          if (timer.current !== undefined) say(text);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") change(text, 0);
          if (event.key === "Escape" && text) change("", 0);
        }}
        className={cn(controlStyles, controlHeight, "pr-9 pl-9")}
      />
      {text ? (
        <button type="button" aria-label={t("clear")} onClick={() => { change("", 0); ref.current?.focus(); }} className="absolute top-1/2 right-1 flex size-7 -translate-y-1/2 items-center justify-center rounded-sm text-muted hover:text-strong">
          <X aria-hidden />
        </button>
      ) : shortcut ? (
        <span aria-hidden className="pointer-events-none absolute top-1/2 right-1.5 -translate-y-1/2 max-md:hidden"><Kbd>/</Kbd></span>
      ) : null}
    </span>
  );
}
