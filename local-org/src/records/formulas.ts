/** The formulas of the project's objects, compiled once: formula fields, default values, validation rules. */
import { compileRecordFormula } from '../formula/index.ts';
import { ERRORS } from '../errors.ts';
import type { CompiledFormula, OrgFacts, RecordFormulaEnv } from '../formula/index.ts';
import type { PlatformError } from '../errors.ts';
import type { ProblemList } from '../schema/problems.ts';
import type { Project, ValidationRule } from '../schema/project.ts';
import type { FieldSchema, FieldValue, ObjectSchema, StoredRecord } from '../schema/types.ts';

type Formula = CompiledFormula<RecordFormulaEnv>;

interface ObjectFormulas {
    readonly fields: ReadonlyMap<string, Formula>;
    readonly defaults: ReadonlyMap<string, Formula>;
    readonly rules: readonly { readonly rule: ValidationRule; readonly formula: Formula }[];
}

const NOT_DEFAULTED: ReadonlySet<string> = new Set(['Picklist', 'MultiselectPicklist']);

export class Formulas {
    readonly #byObject: ReadonlyMap<string, ObjectFormulas>;
    readonly #facts: OrgFacts;

    /** Formulas that do not compile are noted as problems. */
    constructor(project: Project, facts: OrgFacts, problems: ProblemList) {
        this.#facts = facts;
        const compile = (where: string, source: string, make: () => Formula): Formula[] =>
            problems.attempt(make, (message) => `${where}: ${message} in ${source}`);
        this.#byObject = new Map(
            project.schema.objects.map((object) => [object.name, compileObject(project, object, compile)]),
        );
    }

    /** The row with its formula fields as they are now. */
    view(object: ObjectSchema, row: StoredRecord): StoredRecord {
        const { fields } = this.#of(object);
        if (fields.size === 0) return row;
        const view: StoredRecord = { ...row };
        for (const name of fields.keys()) view[name] = this.#evaluate(object, name, row);
        return view;
    }

    /** The row with formula fields that follow its changes. */
    liveView(object: ObjectSchema, row: StoredRecord): StoredRecord {
        const { fields } = this.#of(object);
        const view: StoredRecord = { ...row };
        for (const [name, formula] of fields) {
            Object.defineProperty(view, name, {
                enumerable: true,
                configurable: true,
                get: () => formula.evaluate({ record: view, prior: null, isNew: false, org: this.#facts }),
            });
        }
        return view;
    }

    value(object: ObjectSchema, field: FieldSchema, row: StoredRecord): FieldValue {
        return field.formula === undefined ? (row[field.name] ?? null) : this.#evaluate(object, field.name, row);
    }

    #evaluate(object: ObjectSchema, name: string, row: StoredRecord): FieldValue {
        const { fields } = this.#of(object);
        // Formulas read formulas; through this lens none is computed that nobody reads.
        const record: StoredRecord = new Proxy(row, {
            get: (target, key: string) => (fields.has(key) ? this.#evaluate(object, key, target) : target[key]),
        });
        return fields.get(name)?.evaluate({ record, prior: null, isNew: false, org: this.#facts }) ?? null;
    }

    defaultValues(object: ObjectSchema): StoredRecord {
        const values: StoredRecord = {};
        for (const field of object.fields) {
            if (field.type === 'Checkbox' && field.formula === undefined) values[field.name] = false;
            const chosen = field.picklist?.values.filter((value) => value.isDefault).map((value) => value.value);
            if (chosen && chosen.length > 0) values[field.name] = chosen.join(';');
        }
        for (const [name, formula] of this.#of(object).defaults) {
            values[name] = formula.evaluate({ record: values, prior: null, isNew: true, org: this.#facts });
        }
        return values;
    }

    brokenRules(object: ObjectSchema, record: StoredRecord, prior: StoredRecord | null): PlatformError[] {
        const rules = this.#of(object).rules;
        if (rules.length === 0) return [];
        const env: RecordFormulaEnv = {
            record: this.view(object, record),
            prior: prior && this.view(object, prior),
            isNew: prior === null,
            org: this.#facts,
        };
        return rules
            .filter(({ formula }) => formula.evaluate(env) === true)
            .map(({ rule }) => ERRORS.validationRule(rule.message, rule.displayField));
    }

    #of(object: ObjectSchema): ObjectFormulas {
        return this.#byObject.get(object.name) ?? { fields: new Map(), defaults: new Map(), rules: [] };
    }
}

type Compile = (where: string, source: string, make: () => Formula) => Formula[];

function compileObject(project: Project, object: ObjectSchema, compile: Compile): ObjectFormulas {
    const { schema } = project;
    const fields = new Map<string, Formula>();
    const defaults = new Map<string, Formula>();
    for (const field of object.fields) {
        const where = `${object.name}.${field.name}`;
        const { formula, defaultValue, formulaTreatsBlanksAsZero = true } = field;
        if (formula !== undefined) {
            const options = {
                schema,
                object,
                use: 'formulaField',
                blanksAsZero: formulaTreatsBlanksAsZero,
                returns: field,
            } as const;
            for (const made of compile(where, formula, () => compileRecordFormula(formula, options)))
                fields.set(field.name, made);
        } else if (defaultValue !== undefined && !NOT_DEFAULTED.has(field.type)) {
            const options = { schema, object, use: 'defaultValue', returns: field } as const;
            for (const made of compile(where, defaultValue, () => compileRecordFormula(defaultValue, options)))
                defaults.set(field.name, made);
        }
    }
    const rules = project.validationRules
        .filter((rule) => rule.object === object.name)
        .flatMap((rule) =>
            compile(rule.path, rule.formula, () =>
                compileRecordFormula(rule.formula, { schema, object, use: 'validationRule' }),
            ).map((formula) => ({ rule, formula })),
        );
    return { fields, defaults, rules };
}
