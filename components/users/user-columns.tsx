"use client";

import { Pin } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo } from "react";

import { Button } from "@/components/ui/button";
import type { DataColumn } from "@/components/ui/data-table/column";
import { DateTime } from "@/components/ui/date-time";
import { Mono } from "@/components/ui/mono";
import { Status } from "@/components/ui/status";
import type { User } from "@/lib/users/schemas";

/** The columns of the users' table. The one button of a row opens its dialog. */
export function useColumns(mayWrite: boolean, onOpen: (id: number) => void): DataColumn<User>[] {
  const t = useTranslations("users");
  return useMemo(
    () => [
      { id: "name", header: t("column.name"), sortable: true, cell: (user) => <Named user={user} /> },
      { id: "role", header: t("column.role"), cell: ({ role }) => t(`role.${role as "admin"}`) },
      {
        id: "state", header: t("column.state"),
        cell: ({ active }) => <Status look="text" tone={active ? "ok" : "neutral"}>{t(active ? "active" : "inactive")}</Status>,
      },
      { id: "phone", header: t("column.phone"), cell: (user) => <span className="whitespace-nowrap">{user.phone_mobile ?? user.phone ?? "–"}</span> },
      { id: "email", header: t("column.email"), hideBelow: "xl", hideOnPhone: true, cell: (user) => <span className="break-all">{user.login_email ?? user.email ?? "–"}</span> },
      { id: "zone", header: t("column.zone"), hideBelow: "lg", cell: ({ zone, cliente_name }) => zone ?? cliente_name ?? "–" },
      { id: "created", header: t("column.created"), sortable: true, sortDescFirst: true, numeric: true, hideBelow: "lg", hideOnPhone: true, cell: ({ created_at }) => <DateTime value={created_at} look="date" /> },
      {
        id: "actions", header: t("column.actions"), headerHidden: true, wideOnPhone: true, numeric: true,
        cell: ({ id, name }) => <Button size="sm" className="max-md:h-touch max-md:w-full" aria-label={t(mayWrite ? "editNamed" : "showNamed", { name })} onClick={() => onOpen(id)}>{t(mayWrite ? "edit" : "show")}</Button>,
      },
    ],
    [t, mayWrite, onOpen],
  );
}

function Named({ user: { name, code, pinned, wispro_number: number } }: { user: User }) {
  const t = useTranslations("users");
  const facts = [code, number && t("wisproNumber", { number })].filter(Boolean).join(" · ");
  return (
    <span className="flex min-w-0 flex-col">
      <span className="font-medium text-strong">{name}</span>
      {facts || pinned.length > 0 ? (
        <span className="flex flex-wrap items-center gap-x-2 type-meta text-muted">
          {facts ? <Mono>{facts}</Mono> : null}
          {pinned.length > 0 ? (
            <span className="inline-flex items-center gap-1"><Pin aria-hidden className="size-3! text-accent" />{t("pinnedFields", { count: pinned.length })}</span>
          ) : null}
        </span>
      ) : null}
    </span>
  );
}
