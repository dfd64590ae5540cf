"""The tables of apps that no page, form or screen of the site uses, and that are not installed."""

from django.db import migrations

TABLES = ("wagtailforms_formsubmission", "wagtailembeds_embed", "django_admin_log")
APPS = ("wagtailforms", "wagtailembeds", "admin")


def drop_tables(apps, schema_editor):
    """Rows that point at a person or a page would keep it from being deleted."""
    present = schema_editor.connection.introspection.table_names()
    for table in set(TABLES).intersection(present):
        schema_editor.execute(schema_editor.sql_delete_table % {"table": table})


def forget_content_types(apps, schema_editor):
    """With them go the permissions on what is gone."""
    apps.get_model("contenttypes", "ContentType").objects.filter(app_label__in=APPS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0003_netted_costs"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [
        migrations.RunPython(drop_tables, migrations.RunPython.noop),
        migrations.RunPython(forget_content_types, migrations.RunPython.noop),
    ]
