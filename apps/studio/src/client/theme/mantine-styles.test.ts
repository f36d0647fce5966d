import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const client = fileURLToPath(new URL("..", import.meta.url));
const styles = dirname(createRequire(import.meta.url).resolve("@mantine/core/styles/Button.css"));

it("brings the style sheet of every control that the studio uses", () => {
  const imported = readFileSync(join(client, "theme/mantine.css"), "utf8");
  const used = new Set(
    readdirSync(client, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".tsx"))
      .flatMap((file) =>
        [...readFileSync(join(client, file), "utf8").matchAll(/import \{([^}]*)\} from "@mantine\/core"/g)].flatMap(
          ([, names]) => names!.split(",").map((name) => name.trim()),
        ),
      ),
  );
  expect(used).toContain("Button");
  const missing = [...used].filter(
    (name) => existsSync(join(styles, `${name}.css`)) && !imported.includes(`/styles/${name}.css"`),
  );
  expect(missing).toEqual([]);
});
