"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactElement, useState } from "react";

import { ApiError } from "@/components/api";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogSection } from "@/components/ui/dialog";
import { ErrorNote } from "@/components/ui/error-note";
import { Facts } from "@/components/ui/facts";
import { notify } from "@/components/ui/notify";
import { RadioGroup, type RadioOption } from "@/components/ui/radio-group";
import type { Conflict, SettleConflict } from "@/lib/wispro/schemas";

import { clientName } from "./client-name";
import { settleConflict } from "./requests";

const APART = "apart";

/** Lays the client beside the users it could be, and has one chosen. */
export function SettleDialog({ conflict, trigger }: { conflict: Conflict; trigger: ReactElement }) {
  const t = useTranslations("wispro.settle");
  const common = useTranslations("ui.confirm");
  const router = useRouter();
  const options = useOptions(conflict);
  const [open, setOpen] = useState(false);
  const [choice, setChoice] = useState(options[0]!.value);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const chosen = conflict.candidates.find(({ id }) => String(id) === choice);
  const settle = async () => {
    setBusy(true);
    setFailure(undefined);
    const body: SettleConflict = chosen ? { resolution: "use_user", user_id: chosen.id } : { resolution: "keep_apart" };
    try {
      await settleConflict(conflict.id, body);
      setOpen(false);
      notify.ok(t("done"), { description: t("doneDetail") });
      router.refresh();
    } catch (error) {
      setFailure(error instanceof ApiError && error.message ? error.message : t("failed"));
    }
    setBusy(false);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={trigger}
      title={t("title", { name: clientName(conflict) })}
      description={t("description")}
      footer={
        <>
          <DialogClose><Button variant="ghost">{common("cancel")}</Button></DialogClose>
          <Button variant="primary" loading={busy} onClick={settle}>{chosen ? t("confirm", { name: chosen.name }) : t("confirmApart")}</Button>
        </>
      }
    >
      <DialogSection>
        <h3 className="mb-2 type-body font-semibold text-strong">{t("wispro")}</h3>
        <ClientFacts conflict={conflict} />
      </DialogSection>
      <DialogSection>
        <h3 className="mb-2 type-body font-semibold text-strong">{t("choice")}</h3>
        <RadioGroup aria-label={t("choice")} value={choice} onValueChange={setChoice} options={options} />
        {failure ? <div className="mt-3"><ErrorNote>{failure}</ErrorNote></div> : null}
      </DialogSection>
    </Dialog>
  );
}

function ClientFacts({ conflict: { client } }: { conflict: Conflict }) {
  const t = useTranslations("wispro.settle");
  const rows = [
    { label: t("name"), value: client.name },
    { label: t("identity"), value: client.identity },
    { label: t("phone"), value: client.phone_mobile ?? client.phone ?? client.phone_mobile_raw ?? client.phone_raw },
    { label: t("email"), value: client.email },
    { label: t("address"), value: client.address },
    { label: t("city"), value: client.city },
    { label: t("number"), value: client.wispro_number },
  ];
  return <Facts items={rows.map(({ label, value }) => ({ label, value: value ?? "–" }))} />;
}

function useOptions(conflict: Conflict): RadioOption<string>[] {
  const t = useTranslations("wispro.settle");
  const link = (idWispro: string | null) => (idWispro === null ? t("unlinked") : idWispro === conflict.id_wispro ? t("own") : t("linked"));
  const users = conflict.candidates.map((user) => ({
    value: String(user.id),
    label: user.code ? t("user", { name: user.name, code: user.code }) : t("userNoCode", { name: user.name }),
    hint: [user.identity, user.phone, user.email, user.city, link(user.id_wispro)].filter(Boolean).join(" · "),
  }));
  return [...users, { value: APART, label: t("apart"), hint: t("apartHint") }];
}
