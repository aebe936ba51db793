"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";

import { ApiError } from "@/components/api";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Combobox } from "@/components/ui/combobox";
import { ErrorNote } from "@/components/ui/error-note";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { MultiSelect } from "@/components/ui/multi-select";
import { notify } from "@/components/ui/notify";
import { PageHeader } from "@/components/ui/page-header";
import { RadioGroup } from "@/components/ui/radio-group";
import { Section } from "@/components/ui/section";
import { Split } from "@/components/ui/split";
import { Textarea } from "@/components/ui/textarea";
import type { Campaign } from "@/lib/campaigns/schemas";

import { MessageBubble } from "./campaign-preview";
import { bodyOf, type EditorForm, formOf, sampleText, timeZones } from "./editor-form";
import { saveCampaign } from "./requests";

export interface CampaignEditorProps {
  campaign: Campaign | null;
  tags: { tag: string; count: number }[];
  estados: { code: string; name: string }[];
  zones: { zone: string; count: number }[];
  /** The account's. */
  timeZone: string;
}

interface PartProps {
  form: EditorForm;
  set: (change: Partial<EditorForm>) => void;
}

/** Writes a campaign, with the message as it will be read beside it. */
export function CampaignEditor({ campaign, tags, estados, zones, timeZone }: CampaignEditorProps) {
  const t = useTranslations("campaigns.editor");
  const router = useRouter();
  const [form, setForm] = useState(() => formOf(campaign, timeZone));
  const set = (change: Partial<EditorForm>) => setForm((before) => ({ ...before, ...change }));
  const save = useMutation({
    mutationFn: () => saveCampaign(campaign?.id ?? null, bodyOf(form, timeZone)),
    onSuccess: (saved) => {
      notify.ok(t(campaign ? "saved" : "created"));
      router.push(`/campaigns/${saved.id}`);
      router.refresh();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <PageHeader title={t(campaign ? "editTitle" : "newTitle")} actions={<Button type="submit" variant="primary" loading={save.isPending}>{t(campaign ? "save" : "saveDraft")}</Button>} />
      {save.isError ? <div className="edge-x py-3"><Problem error={save.error} /></div> : null}
      <Split columns="3fr 2fr">
        <div>
          <Content form={form} set={set} />
          <Audience form={form} set={set} tags={tags} estados={estados} zones={zones} />
          <When form={form} set={set} />
        </div>
        <Section first title={t("preview")}>
          {form.kind === "text" && form.message.trim() !== "" ? <MessageBubble text={sampleText(form.message)} /> : <p className="type-data text-muted">{t("previewEmpty")}</p>}
          <p className="mt-3 type-meta text-muted">{t("previewNote")}</p>
        </Section>
      </Split>
    </form>
  );
}

function Problem({ error }: { error: Error }) {
  const t = useTranslations("campaigns.editor");
  const details = error instanceof ApiError ? error.details : [];
  return <ErrorNote>{details.length > 0 ? `${t("problem")}: ${details.map((one) => `${one.path}: ${one.message}`).join("; ")}` : error.message || t("problem")}</ErrorNote>;
}

function Content({ form, set }: PartProps) {
  const t = useTranslations("campaigns.editor");
  const kinds = [{ value: "text" as const, label: t("text") }, { value: "template" as const, label: t("template") }];
  return (
    <Section first title={t("kind")}>
      <div className="grid gap-4">
        <Field label={t("name")} required><Input required maxLength={200} value={form.name} placeholder={t("namePlaceholder")} onChange={(event) => set({ name: event.target.value })} /></Field>
        <RadioGroup aria-label={t("kind")} orientation="horizontal" value={form.kind} onValueChange={(kind) => set({ kind })} options={kinds} />
        {form.kind === "text" ? (
          <Field label={t("message")} hint={<>{t("messageHint")} {t("characters", { count: form.message.length })}</>} required>
            <Textarea required maxLength={1600} rows={6} className="min-h-36" value={form.message} onChange={(event) => set({ message: event.target.value })} />
          </Field>
        ) : (
          <>
            <Field label={t("contentSid")} required><Input required value={form.contentSid} placeholder="HX…" onChange={(event) => set({ contentSid: event.target.value })} /></Field>
            <Field label={t("contentVariables")} hint={t("contentVariablesHint")}><Textarea rows={3} value={form.contentVariables} onChange={(event) => set({ contentVariables: event.target.value })} /></Field>
          </>
        )}
      </div>
    </Section>
  );
}

function Audience({ form, set, tags, estados, zones }: PartProps & Pick<CampaignEditorProps, "tags" | "estados" | "zones">) {
  const t = useTranslations("campaigns.editor");
  const kinds = [
    { value: "contacts" as const, label: t("audienceContacts") },
    { value: "leads" as const, label: t("audienceLeads") },
    { value: "users" as const, label: t("audienceUsers") },
  ];
  return (
    <Section title={t("audience")}>
      <div className="grid gap-4">
        <RadioGroup aria-label={t("audience")} orientation="horizontal" value={form.audience === "keep" ? "contacts" : form.audience} onValueChange={(audience) => set({ audience })} options={kinds} />
        {form.audience === "contacts" || form.audience === "keep" ? (
          <Field label={t("tags")} hint={t("tagsHint")}>
            <MultiSelect label={t("tags")} values={form.tags} onValuesChange={(values) => set({ tags: values, audience: "contacts" })} options={tags.map(({ tag, count }) => ({ value: tag, label: tag, meta: count }))} />
          </Field>
        ) : null}
        {form.audience === "leads" ? (
          <Field label={t("estados")}>
            <MultiSelect label={t("estados")} values={form.estados} onValuesChange={(values) => set({ estados: values })} options={estados.map(({ code, name }) => ({ value: code, label: name }))} />
          </Field>
        ) : null}
        {form.audience === "users" ? (
          <Field label={t("zones")} hint={zones.length === 0 ? t("zonesNone") : undefined} required>
            <MultiSelect label={t("zones")} values={form.zones} onValuesChange={(values) => set({ zones: values })} options={zoneOptions(form.zones, zones)} />
          </Field>
        ) : null}
      </div>
    </Section>
  );
}

/** Those chosen earlier stay in the list though nobody lives there any more. */
function zoneOptions(chosen: string[], zones: CampaignEditorProps["zones"]) {
  const gone = chosen.filter((zone) => !zones.some((one) => one.zone === zone));
  return [...zones.map(({ zone, count }) => ({ value: zone, label: zone, meta: count })), ...gone.map((zone) => ({ value: zone, label: zone }))];
}

function When({ form, set }: PartProps) {
  const t = useTranslations("campaigns.editor");
  return (
    <Section title={t("when")}>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("schedule")} hint={t("scheduleHint")}>
          <Input type="datetime-local" value={form.scheduledAt} onChange={(event) => set({ scheduledAt: event.target.value })} />
        </Field>
        <Field label={t("timeZone")} hint={t("timeZoneHint")}>
          <Combobox label={t("timeZone")} value={form.timeZone} onValueChange={(value) => set({ timeZone: value })} options={timeZones(form.timeZone).map((value) => ({ value, label: value }))} />
        </Field>
        <Field label={t("quietFrom")} hint={t("quietHint")}><Input type="time" value={form.quietFrom} onChange={(event) => set({ quietFrom: event.target.value })} /></Field>
        <Field label={t("quietTo")}><Input type="time" value={form.quietTo} onChange={(event) => set({ quietTo: event.target.value })} /></Field>
        <div className="sm:col-span-2"><Checkbox label={t("keep")} hint={t("keepHint")} checked={form.keepResults} onChange={(event) => set({ keepResults: event.target.checked })} /></div>
      </div>
    </Section>
  );
}
