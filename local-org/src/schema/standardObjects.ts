/**
 * The standard objects that the local org knows: those of the platform's fields that the documents named in each file
 * list. A project's custom fields are added to them; what is missing here is missing in the local org.
 */
import { z } from 'zod';
import { FIELD_TYPES } from './types.ts';
import type { FieldSchema } from './types.ts';
import account from './standard/Account.json' with { type: 'json' };
import campaign from './standard/Campaign.json' with { type: 'json' };
import campaignMember from './standard/CampaignMember.json' with { type: 'json' };
import caseObject from './standard/Case.json' with { type: 'json' };
import contact from './standard/Contact.json' with { type: 'json' };
import customNotificationType from './standard/CustomNotificationType.json' with { type: 'json' };
import emailTemplate from './standard/EmailTemplate.json' with { type: 'json' };
import flowDefinitionView from './standard/FlowDefinitionView.json' with { type: 'json' };
import lead from './standard/Lead.json' with { type: 'json' };
import opportunity from './standard/Opportunity.json' with { type: 'json' };
import organization from './standard/Organization.json' with { type: 'json' };
import orgWideEmailAddress from './standard/OrgWideEmailAddress.json' with { type: 'json' };
import permissionSet from './standard/PermissionSet.json' with { type: 'json' };
import permissionSetAssignment from './standard/PermissionSetAssignment.json' with { type: 'json' };
import profile from './standard/Profile.json' with { type: 'json' };
import recordType from './standard/RecordType.json' with { type: 'json' };
import task from './standard/Task.json' with { type: 'json' };
import user from './standard/User.json' with { type: 'json' };

const CatalogueField = z.strictObject({
    name: z.string(),
    label: z.string(),
    type: z.enum(FIELD_TYPES),
    length: z.int().exactOptional(),
    precision: z.int().exactOptional(),
    scale: z.int().exactOptional(),
    required: z.boolean().default(false),
    unique: z.boolean().default(false),
    readOnly: z.boolean().default(false),
    createOnly: z.boolean().exactOptional(),
    referenceTo: z.array(z.string()).default([]),
    relationshipName: z.string().exactOptional(),
    childRelationshipName: z.string().exactOptional(),
    deleteConstraint: z.enum(['SetNull', 'Restrict', 'Cascade']).exactOptional(),
    defaultValue: z.string().exactOptional(),
    displayFormat: z.string().exactOptional(),
    picklist: z
        .strictObject({
            restricted: z.boolean(),
            values: z.array(z.strictObject({ value: z.string(), label: z.string(), isDefault: z.boolean() })),
        })
        .exactOptional(),
});

const CatalogueObject = z.strictObject({
    documentation: z.string(),
    name: z.string(),
    label: z.string(),
    pluralLabel: z.string(),
    keyPrefix: z.string().length(3),
    nameField: z.string(),
    fields: z.array(CatalogueField),
});

export interface StandardObject {
    /** Where its fields come from. */
    readonly documentation: string;
    readonly name: string;
    readonly label: string;
    readonly pluralLabel: string;
    readonly keyPrefix: string;
    readonly nameField: string;
    readonly fields: readonly FieldSchema[];
}

const NOT_CUSTOM = { custom: false, externalId: false, caseSensitive: false } as const;

export const STANDARD_OBJECTS: readonly StandardObject[] = [
    account,
    campaign,
    campaignMember,
    caseObject,
    contact,
    customNotificationType,
    emailTemplate,
    flowDefinitionView,
    lead,
    opportunity,
    organization,
    orgWideEmailAddress,
    permissionSet,
    permissionSetAssignment,
    profile,
    recordType,
    task,
    user,
].map((source) => {
    const { fields, ...object } = CatalogueObject.parse(source);
    return { ...object, fields: fields.map((field) => ({ ...field, ...NOT_CUSTOM })) };
});
