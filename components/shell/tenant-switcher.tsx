"use client";

import { Building2, ChevronDown } from "lucide-react";

import { Menu, MenuRadio } from "@/components/ui/menu";

export interface TenantSwitcherProps {
  /** "Empresa" */
  label: string;
  /** The chosen tenant's value. */
  value: string;
  /** The first may stand for all of them. */
  options: ReadonlyArray<{ value: string; label: string }>;
  onValueChange: (value: string) => void;
}

/** Whose data the page shows: "Todas las empresas". */
export function TenantSwitcher({ label, value, options, onValueChange }: TenantSwitcherProps) {
  const chosen = options.find((option) => option.value === value);
  return (
    <Menu
      align="start"
      className="max-h-96 overflow-y-auto"
      trigger={
        <button type="button" className="flex h-control min-w-0 items-center gap-2 rounded-md type-data font-medium text-strong hover:text-accent">
          <Building2 aria-hidden className="text-muted" />
          <span className="sr-only">{label}: </span>
          <span className="truncate">{chosen?.label ?? label}</span>
          <ChevronDown aria-hidden className="text-muted" />
        </button>
      }
    >
      <MenuRadio label={label} value={value} onValueChange={onValueChange} options={options} />
    </Menu>
  );
}
