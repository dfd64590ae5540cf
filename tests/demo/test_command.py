import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder


@pytest.mark.django_db
def test_a_data_folder_of_another_version_is_left_alone_and_the_way_on_is_named():
    MigrationRecorder(connection).record_applied("casestudies", "0099_of_another_version")

    with pytest.raises(CommandError, match=r"casestudies\.0099_of_another_version.*--reset"):
        call_command("demo", "--no-server", "--force")
