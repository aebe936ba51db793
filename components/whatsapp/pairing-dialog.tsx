"use client";

import Image from "next/image";
import { useTranslations } from "next-intl";
import { useState } from "react";

import { useLive } from "@/components/live/use-live";
import { Dialog, DialogSection } from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";
import { Timeline, type TimelineState } from "@/components/ui/timeline";
import { useNow } from "@/components/ui/use-now";
import type { Session } from "@/lib/whatsapp/schemas";

import { sessionPath } from "./requests";
import { SessionState, stateOf } from "./session-state";

/** A session being paired: the QR that is valid now, and how far it has come. */
export function PairingDialog({ session, onClose }: { session: Session; onClose: () => void }) {
  const t = useTranslations("whatsapp.pairing");
  const live = useLive<Session>({ topic: `whatsapp:${session.id}`, path: sessionPath(session.id), initialData: session });
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t("title", { name: live.user_name ?? live.id })} description={t("how")}>
      <DialogSection className="flex flex-col items-center gap-3">
        <SessionState session={live} />
        <Picture session={live} />
      </DialogSection>
      <DialogSection><Progress session={live} /></DialogSection>
    </Dialog>
  );
}

function Picture({ session }: { session: Session }) {
  const t = useTranslations("whatsapp.pairing");
  const state = stateOf(session);
  if (session.has_qr && session.qr_expires_at) return <Qr key={session.qr_version} session={session} expiresAt={session.qr_expires_at} />;
  return (
    <div className="flex size-72 max-w-full flex-col items-center justify-center gap-3 border border-line-hair p-6 text-center type-data">
      {state === "pending" || state === "waiting" ? <Skeleton className="size-24" /> : null}
      <p role="status">{t(`empty.${state}`)}</p>
    </div>
  );
}

/** Black on white in both themes: phones want it so. */
function Qr({ session, expiresAt }: { session: Session; expiresAt: string }) {
  const t = useTranslations("whatsapp.pairing");
  const [failed, setFailed] = useState(false);
  const left = Math.max(0, Math.ceil((Date.parse(expiresAt) - useNow()) / 1000));
  return (
    <>
      <div className="flex size-72 max-w-full items-center justify-center bg-white">
        {failed || left === 0 ? (
          <p role="status" className="p-6 text-center type-data text-black">{t("renewing")}</p>
        ) : (
          <Image unoptimized width={288} height={288} src={`${sessionPath(session.id, "/qr.svg")}?v=${session.qr_version}`} alt={t("alt")} className="size-full" onError={() => setFailed(true)} />
        )}
      </div>
      <p className="type-meta text-muted tabular-nums">{t("left", { seconds: left })}</p>
    </>
  );
}

function Progress({ session }: { session: Session }) {
  const t = useTranslations("whatsapp.pairing.step");
  const state = stateOf(session);
  const reached = state === "active" ? 4 : state === "scan" ? 2 : session.owner !== null ? 1 : 0;
  const at = (step: number): TimelineState => (state === "failed" && step === reached ? "failed" : step < reached ? "done" : step === reached ? "current" : "pending");
  const steps = (["taken", "qr", "scan", "active"] as const).map((key, step) => ({ key, state: at(step), label: t(key) }));
  return <Timeline steps={steps} />;
}
