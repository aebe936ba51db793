"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useState } from "react";

import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { useFormat } from "@/components/ui/use-format";

/** Goes to any page by its number: with thousands of them nobody turns them one by one. */
export function PageJump({ page, pages, onPageChange }: { page: number; pages: number; onPageChange: (page: number) => void }) {
  const t = useTranslations("users.jump");
  const format = useFormat();
  const [text, setText] = useState(String(page));
  useEffect(() => setText(String(page)), [page]);
  const go = (event: FormEvent) => {
    event.preventDefault();
    const asked = Number(text);
    if (Number.isInteger(asked) && asked >= 1) onPageChange(Math.min(asked, pages));
  };
  return (
    <form onSubmit={go} className="edge-x flex items-center justify-end gap-2 border-t border-line-hair py-2 type-data text-muted">
      <Button variant="ghost" size="sm" className="max-md:h-touch" unavailable={page <= 1} onClick={() => onPageChange(1)}>{t("first")}</Button>
      <span className="w-24"><Input type="number" inputMode="numeric" min={1} max={pages} aria-label={t("label")} value={text} onChange={(event) => setText(event.target.value)} /></span>
      <span className="whitespace-nowrap">{t("of", { pages: format.integer(pages) })}</span>
      <Button size="sm" className="max-md:h-touch" type="submit">{t("go")}</Button>
      <Button variant="ghost" size="sm" className="max-md:h-touch" unavailable={page >= pages} onClick={() => onPageChange(pages)}>{t("last")}</Button>
    </form>
  );
}
