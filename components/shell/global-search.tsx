"use client";

import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useRef } from "react";

import { cn } from "@/components/ui/cn";
import { controlStyles } from "@/components/ui/control-styles";
import { Kbd } from "@/components/ui/kbd";
import { useSlashFocus } from "@/components/ui/use-slash-focus";

/** Where a search from the top bar leads: the list page and its query parameter. */
export interface SearchTarget {
  action: string;
  param: string;
}

/** The search of the top bar; `/` reaches it from anywhere. */
export function GlobalSearch({ action, param }: SearchTarget) {
  const t = useTranslations("shell");
  const router = useRouter();
  const ref = useRef<HTMLInputElement>(null);
  useSlashFocus(ref);
  return (
    <form
      role="search"
      action={action}
      className="relative w-64 max-lg:hidden"
      onSubmit={(event) => {
        event.preventDefault();
        const text = ref.current?.value.trim();
        if (text) router.push(`${action}?${new URLSearchParams({ [param]: text })}`);
      }}
    >
      <Search aria-hidden className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-muted" />
      <input ref={ref} name={param} aria-label={t("search")} aria-keyshortcuts="/" placeholder={t("search")} autoComplete="off" enterKeyHint="search" className={cn(controlStyles, "h-control pr-9 pl-8")} />
      <span aria-hidden className="pointer-events-none absolute top-1/2 right-1.5 -translate-y-1/2"><Kbd>/</Kbd></span>
    </form>
  );
}
