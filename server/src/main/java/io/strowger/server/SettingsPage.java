package io.strowger.server;

import io.strowger.kernel.Setting;

/** The reference page of the settings, printed from their declarations: {@code docs/settings.md}. */
final class SettingsPage {
    private SettingsPage() {}

    static String print() {
        StringBuilder page = new StringBuilder("""
                # Settings

                Printed from `ServerSettings.java` by `./strowger help settings`; a test fails when this page is stale.

                Each setting can be given as a flag, as an environment variable, or in the file named by `--config`
                under `settings:`. A flag counts before the environment, the environment before the file. Unknown keys
                and flags, bad values and clashes stop the start: all are reported together, each with its place, and
                the process exits with 78. An unknown `STROWGER_` variable is only warned about, because orchestrators
                add variables of that form by themselves.

                ```yaml
                settings:
                  http: 0.0.0.0:8080
                  trust: [192.0.2.0/24, 198.51.100.7]
                ```

                """);
        for (Setting<?> setting : ServerSettings.ALL) {
            entry(setting, page);
        }
        return page.toString();
    }

    private static <T> void entry(Setting<T> setting, StringBuilder page) {
        String standard = setting.shape().print(setting.standard());
        page.append("## ").append(setting.key()).append("\n\n");
        page.append(setting.prose()).append("\n\n");
        page.append("- flag `").append(setting.flag()).append("`, environment `").append(setting.environment())
                .append("`\n");
        page.append("- accepts ").append(setting.shape().accepts()).append("\n");
        page.append("- default ").append(standard.isEmpty() ? "none" : "`" + standard + "`").append("\n\n");
    }
}
