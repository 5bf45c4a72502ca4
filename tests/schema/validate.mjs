// Compares the verdicts in a file of documents with those of npm's ajv. The second argument is where its modules are.
import { createReadStream } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(process.argv[3] + "/");
const Ajv2020 = require("ajv/dist/2020").default;
const addFormats = require("ajv-formats").default;

let documents = 0, faults = 0, validate;
const types = new Set();
for await (const line of createInterface({ input: createReadStream(process.argv[2], "utf8"), crlfDelay: 0 })) {
    const each = JSON.parse(line);
    if ("schema" in each) {
        const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true });
        addFormats(ajv);
        validate = ajv.compile(JSON.parse(each.schema));
        types.add(each.type);
        continue;
    }
    ++documents;
    if (validate(each.document) !== each.accepted && ++faults <= 10)
        console.log(`decoder: ${each.accepted}, ajv: ${validate.errors ? JSON.stringify(validate.errors[0]) : "valid"}\n  ${line.slice(0, 1000)}`);
}
console.log(`ajv: ${documents} documents of ${types.size} types, ${faults} other verdicts`);
process.exit(faults > 0 || documents < 1000 * types.size || types.size === 0 ? 1 : 0);
