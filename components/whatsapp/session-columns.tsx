"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";

import type { DataColumn } from "@/components/ui/data-table/column";
import { Mono } from "@/components/ui/mono";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Session } from "@/lib/whatsapp/schemas";

import { SessionActions } from "./session-actions";
import { SessionReason, SessionState } from "./session-state";

export interface ColumnsOf {
  mayWrite: boolean;
  onPair: (session: Session) => void;
  onChanged: () => void;
}

/** The beginning of a gateway's identifier is enough to tell them apart; the whole is in the panel. */
const shortId = (owner: string) => owner.slice(0, 11);

/** The columns of the sessions' table. */
export function useColumns({ mayWrite, onPair, onChanged }: ColumnsOf): DataColumn<Session>[] {
  const t = useTranslations("whatsapp.column");
  return useMemo(() => {
    const columns: DataColumn<Session>[] = [
      {
        id: "user", header: t("user"),
        cell: ({ user_name: name, id }) => (
          <span className="flex flex-col">
            <span className="font-medium text-strong">{name ?? t("nobody")}</span>
            <Mono className="type-meta text-muted">{id}</Mono>
          </span>
        ),
      },
      { id: "state", header: t("state"), cell: (session) => <span className="flex flex-col items-start gap-0.5"><SessionState session={session} /><SessionReason session={session} /></span> },
      { id: "phone", header: t("phone"), cell: ({ phone }) => <span className="whitespace-nowrap">{phone ?? "–"}</span> },
      { id: "owner", header: t("owner"), hideBelow: "xl", cell: ({ owner }) => (owner ? <span title={owner}><Mono className="break-normal whitespace-nowrap">{shortId(owner)}</Mono></span> : "–") },
      { id: "seen", header: t("seen"), numeric: true, cell: ({ last_seen_at: seen }) => (seen ? <RelativeTime value={seen} /> : "–") },
    ];
    if (mayWrite) {
      columns.push({ id: "actions", header: t("actions"), headerHidden: true, wideOnPhone: true, numeric: true, cell: (session) => <SessionActions session={session} onPair={() => onPair(session)} onChanged={onChanged} /> });
    }
    return columns;
  }, [t, mayWrite, onPair, onChanged]);
}
