import auth from "@/messages/en/auth.json";
import common from "@/messages/en/common.json";
import leads from "@/messages/en/leads.json";
import nav from "@/messages/en/nav.json";
import settings from "@/messages/en/settings.json";
import shell from "@/messages/en/shell.json";
import ui from "@/messages/en/ui.json";

/** Every text of the console in English, a file a room. */
export const messages = { auth, common, leads, nav, settings, shell, ui };
