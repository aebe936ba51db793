import { methods, route } from "@/lib/http/route";
import { updateWisproSettingsSchema, wisproSettingsSchema } from "@/lib/wispro/schemas";
import { showSettings, updateSettings } from "@/lib/wispro/settings";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "What is switched on: the nightly run, first passwords", tag: "Wispro", permission: "wispro:read", response: wisproSettingsSchema },
    ({ ctx }) => showSettings(ctx),
  ),
  PATCH: route(
    { summary: "Switch the nightly run or first passwords", tag: "Wispro", permission: "wispro:run", body: updateWisproSettingsSchema, response: wisproSettingsSchema },
    ({ ctx, body }) => updateSettings(ctx, body),
  ),
});
