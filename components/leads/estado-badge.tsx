import { Status } from "@/components/ui/status";
import type { Estado } from "@/lib/leads/schemas";

/** A lead's state: neutral, with a dot of the colour that an admin gave it. A state that is gone shows its code. */
export function EstadoBadge({ code, estados }: { code: string; estados: ReadonlyArray<Estado> }) {
  const estado = estados.find((each) => each.code === code);
  return (
    <Status tone="neutral" icon={<EstadoDot color={estado?.color ?? "currentColor"} />}>
      {estado?.name ?? code}
    </Status>
  );
}

/** The state's colour, as decoration: its name always stands beside it. */
export function EstadoDot({ color }: { color: string }) {
  return <span aria-hidden className="mr-0.5 size-2 shrink-0 rounded-full" style={{ backgroundColor: color }} />;
}
