// Imported first by every command. Old syntax only: it must at least be read by the versions it turns away.
const required = [20, 19];
const found = process.versions.node.split(".").map(Number);

if (found[0] < required[0] || (found[0] === required[0] && found[1] < required[1])) {
  console.error(
    "Aisle needs Node.js " +
      required.join(".") +
      " or later; this is " +
      process.version +
      ".\n" +
      "Install Node.js 20, 22 or 24 from https://nodejs.org, then run the command again.",
  );
  process.exit(1);
}
