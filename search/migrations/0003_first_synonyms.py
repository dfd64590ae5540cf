"""The acronyms that NHS staff type, as rules that editors can change. Short on purpose."""

from __future__ import annotations

from django.db import migrations

RULES = [
    ["DTOC", "delayed transfer of care", "delayed transfers of care", "delayed discharge"],
    ["LOS", "length of stay"],
    ["DNA", "did not attend", "missed appointment", "missed appointments"],
    ["WNB", "was not brought"],
    ["A&E", "emergency department"],
    ["UEC", "urgent and emergency care"],
    ["SDEC", "same day emergency care"],
    ["PIFU", "patient initiated follow up"],
    ["RTT", "referral to treatment"],
    ["CIP", "cost improvement programme", "cost improvement"],
    ["WTE", "whole time equivalent"],
    ["MFFD", "medically fit for discharge"],
    ["NCTR", "no criteria to reside"],
    ["OAP", "out of area placement", "out of area placements"],
    ["CAMHS", "child and adolescent mental health", "children's mental health"],
    ["PICU", "psychiatric intensive care"],
    ["GIRFT", "getting it right first time"],
    ["POCT", "point of care testing"],
    ["OPAT", "outpatient parenteral antibiotic"],
    ["IVOS", "IV to oral switch"],
    ["TTO", "TTOs", "discharge medicines"],
    ["EPR", "electronic patient record"],
    ["RPA", "robotic process automation"],
    ["ESR", "electronic staff record"],
    ["VCSE", "voluntary sector"],
    ["ICS", "integrated care system"],
    ["MSK", "musculoskeletal"],
    ["physio", "physiotherapy"],
    ["theatre list", "operating list"],
    ["rota", "roster"],
    ["locum", "agency doctor"],
    ["conveyance", "taken to hospital"],
]


def add(apps, schema_editor):
    rule = apps.get_model("search", "SynonymRule")
    rule.objects.bulk_create(rule(terms=terms, note="Shipped") for terms in RULES)


def remove(apps, schema_editor):
    apps.get_model("search", "SynonymRule").objects.filter(note="Shipped").delete()


class Migration(migrations.Migration):
    dependencies = [("search", "0002_index_tables")]

    operations = [migrations.RunPython(add, remove)]
