import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("casestudies", "0007_adoption_asks"),
        ("matching", "0002_why_a_match_ended"),
        ("trusts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Round",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("closes_on", models.DateField()),
                ("held_on", models.DateField()),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="matching.programme",
                    ),
                ),
            ],
            options={
                "ordering": ["programme", "-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("programme", "number"), name="matching_round_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closes_on__lte", models.F("held_on"))),
                        name="matching_round_closes_before_it_is_held",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgrammeReserve",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "trust_type",
                    models.CharField(
                        choices=[
                            ("acute", "Acute"),
                            ("acute-specialist", "Acute specialist"),
                            ("mental-health", "Mental health"),
                            ("community", "Community"),
                            ("care-trust", "Care trust"),
                            ("combined", "Combined"),
                            ("ambulance", "Ambulance"),
                        ],
                        max_length=20,
                    ),
                ),
                ("places", models.PositiveIntegerField()),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reserves",
                        to="matching.programme",
                    ),
                ),
            ],
            options={
                "ordering": ["programme", "trust_type"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("programme", "trust_type"), name="matching_programme_reserve_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WeightsVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("weights", models.JSONField(default=dict)),
                ("weakness_weight", models.DecimalField(decimal_places=2, max_digits=3)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="weights_history",
                        to="matching.programme",
                    ),
                ),
            ],
            options={
                "ordering": ["programme", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("programme", "version"), name="matching_weights_version_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DesignationVeto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "designation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="vetoes",
                        to="matching.exemplardesignation",
                    ),
                ),
                (
                    "trust",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trusts.trust",
                    ),
                ),
            ],
            options={
                "ordering": ["designation", "trust"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("designation", "trust"), name="matching_veto_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PlacePartner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                (
                    "part",
                    models.CharField(
                        blank=True, max_length=160, verbose_name="its part in the work"
                    ),
                ),
                (
                    "help_request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="partners",
                        to="matching.helprequest",
                    ),
                ),
            ],
            options={
                "ordering": ["help_request", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("help_request", "name"), name="matching_place_partner_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadinessCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("answers", models.JSONField()),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("go", "Go"),
                            ("smaller", "Start smaller"),
                            ("not-now", "Not now"),
                        ],
                        max_length=10,
                    ),
                ),
                ("questions_version", models.PositiveSmallIntegerField(default=1)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "help_request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readiness",
                        to="matching.helprequest",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RunOverride",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("need_key", models.CharField(max_length=40)),
                ("offer_key", models.CharField(blank=True, max_length=40)),
                ("reason", models.TextField()),
                ("blocking", models.JSONField(blank=True, default=list)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="overrides",
                        to="matching.allocationrun",
                    ),
                ),
            ],
            options={
                "ordering": ["run", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("run", "need_key"), name="matching_override_once_a_need"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="matching_override_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Cohort",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cohorts",
                        to="matching.offer",
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="GroupSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("planned_for", models.DateField(blank=True, null=True)),
                ("held_on", models.DateField(blank=True, null=True)),
                (
                    "helper_hours",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=5,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(200),
                        ],
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to="matching.cohort",
                    ),
                ),
                (
                    "present",
                    models.ManyToManyField(
                        blank=True, related_name="sessions", to="matching.match"
                    ),
                ),
            ],
            options={
                "ordering": ["-held_on", "-planned_for", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("planned_for__isnull", False),
                            ("held_on__isnull", False),
                            _connector="OR",
                        ),
                        name="matching_session_is_planned_or_held",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("held_on", None), ("helper_hours", None)),
                            models.Q(("held_on__isnull", False), ("helper_hours__isnull", False)),
                            _connector="OR",
                        ),
                        name="matching_session_held_has_hours",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=160)),
                (
                    "side",
                    models.CharField(
                        blank=True,
                        choices=[("seeker", "The trust that asked"), ("helper", "The exemplar")],
                        max_length=6,
                    ),
                ),
                ("due", models.DateField(blank=True, null=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "match",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tasks",
                        to="matching.match",
                    ),
                ),
            ],
            options={
                "ordering": ["match", "due", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at", None), ("done_by", None)),
                            models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="matching_task_done_is_whole",
                    )
                ],
            },
        ),
        migrations.AlterModelOptions(
            name="allocationrun",
            options={"ordering": ["-at", "-id"]},
        ),
        migrations.AddField(
            model_name="allocationrun",
            name="inputs",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="allocationrun",
            name="name",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="allocationrun",
            name="sent_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="allocationrun",
            name="sent_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="allocationrun",
            name="status",
            field=models.CharField(
                choices=[("draft", "Not sent"), ("sent", "Sent"), ("discarded", "Discarded")],
                default="draft",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="allocationrun",
            name="trial",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="allocationrun",
            name="weights_version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="exemplardesignation",
            name="pause_note",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="exemplardesignation",
            name="paused_until",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="exemplardesignation",
            name="put_forward_from",
            field=models.ForeignKey(
                blank=True,
                help_text="The pair in which it was the follower, and did well.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="put_forward",
                to="matching.match",
            ),
        ),
        migrations.AddField(
            model_name="exemplardesignation",
            name="renewed_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="exemplardesignation",
            name="until",
            field=models.DateField(
                blank=True, help_text="The last day of its term; renewing moves it.", null=True
            ),
        ),
        migrations.AddField(
            model_name="helprequest",
            name="offer_back",
            field=models.CharField(blank=True, max_length=300, verbose_name="what you offer back"),
        ),
        migrations.AddField(
            model_name="helprequest",
            name="open_to_peers",
            field=models.BooleanField(
                default=False,
                verbose_name="other trusts with this problem may see our name, to talk",
            ),
        ),
        migrations.AddField(
            model_name="helprequest",
            name="place_kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("icb", "An integrated care board"),
                    ("collaborative", "A provider collaborative"),
                    ("council", "A trust with council partners"),
                    ("other", "Another partnership"),
                ],
                max_length=15,
            ),
        ),
        migrations.AddField(
            model_name="helprequest",
            name="place_name",
            field=models.CharField(blank=True, max_length=160),
        ),
        migrations.AddField(
            model_name="match",
            name="agreed_helper_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="match",
            name="agreed_seeker_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="match",
            name="check_in_answer",
            field=models.CharField(
                blank=True,
                choices=[
                    ("going-well", "It is going well"),
                    ("needs-help", "We need the broker’s help"),
                    ("change", "We would rather change partner"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="match",
            name="checked_in_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="match",
            name="first_reply_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="match",
            name="follows",
            field=models.ForeignKey(
                blank=True,
                help_text="The match that came to nothing before this one was offered.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="followed_by",
                to="matching.match",
            ),
        ),
        migrations.AddField(
            model_name="match",
            name="override_reason",
            field=models.TextField(
                blank=True,
                help_text="The broker's, where a round was overridden. Not shown to the pair.",
            ),
        ),
        migrations.AddField(
            model_name="match",
            name="run",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="matches",
                to="matching.allocationrun",
            ),
        ),
        migrations.AddField(
            model_name="match",
            name="sponsor_name",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="match",
            name="sponsor_role",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="match",
            name="sponsored_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="match",
            name="started_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="match",
            name="weights_version",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="need",
            name="no_partner",
            field=models.CharField(
                blank=True,
                choices=[
                    ("filled", "Its places went to needs with higher priority"),
                    ("no-offer", "No exemplar offers help in this area"),
                    ("no-kind", "No exemplar offers this kind of help in this area"),
                    ("ruled-out", "Every exemplar left was ruled out, or tried before"),
                    ("no-place", "The exemplars of this area have no place free"),
                ],
                help_text="Why the last round that was sent found nobody.",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="need",
            name="no_partner_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="need",
            name="no_partner_run",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="matching.allocationrun",
            ),
        ),
        migrations.AddField(
            model_name="programme",
            name="criteria",
            field=models.TextField(
                blank=True,
                help_text="What exemplars are assessed against, beside the fixed criteria.",
            ),
        ),
        migrations.AddField(
            model_name="programme",
            name="most_needs_a_trust",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="most needs of one trust in a round",
            ),
        ),
        migrations.AddField(
            model_name="programme",
            name="rules",
            field=models.TextField(
                blank=True, help_text="Published with the programme: who may take part, and how."
            ),
        ),
        migrations.AddField(
            model_name="programme",
            name="term_months",
            field=models.PositiveSmallIntegerField(
                default=12,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(60),
                ],
                verbose_name="length of a designation in months",
            ),
        ),
        migrations.AddField(
            model_name="survey",
            name="fit_culture",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(5),
                ],
                verbose_name="how well ways of working fitted",
            ),
        ),
        migrations.AddField(
            model_name="survey",
            name="fit_place",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(5),
                ],
                verbose_name="how well place and travel fitted",
            ),
        ),
        migrations.AddField(
            model_name="survey",
            name="fit_systems",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(5),
                ],
                verbose_name="how well systems and suppliers fitted",
            ),
        ),
        migrations.AddField(
            model_name="survey",
            name="goals_met",
            field=models.CharField(
                blank=True,
                choices=[("yes", "Yes"), ("partly", "Partly"), ("no", "No")],
                max_length=6,
            ),
        ),
        migrations.AddConstraint(
            model_name="exemplardesignation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("designated_on", None),
                    ("until", None),
                    ("until__gte", models.F("designated_on")),
                    _connector="OR",
                ),
                name="matching_designation_until_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="exemplardesignation",
            constraint=models.CheckConstraint(
                condition=models.Q(("paused_until", None), ("status", "paused"), _connector="OR"),
                name="matching_designation_paused_until_when_paused",
            ),
        ),
        migrations.AddConstraint(
            model_name="helprequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("place_kind", ""), ("place_name", "")),
                    models.Q(
                        models.Q(("place_kind", ""), _negated=True),
                        models.Q(("place_name", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="matching_request_place_is_whole",
            ),
        ),
        migrations.AddField(
            model_name="match",
            name="cohort",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="matches",
                to="matching.cohort",
            ),
        ),
        migrations.AddIndex(
            model_name="match",
            index=models.Index(fields=["status", "proposed_at"], name="matching_match_by_status"),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sponsor_name", ""), ("sponsor_role", ""), ("sponsored_at", None)),
                    models.Q(
                        models.Q(("sponsor_name", ""), _negated=True),
                        models.Q(("sponsor_role", ""), _negated=True),
                        ("sponsored_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="matching_match_sponsor_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("check_in_answer", ""), ("checked_in_at", None)),
                    models.Q(
                        models.Q(("check_in_answer", ""), _negated=True),
                        ("checked_in_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="matching_match_check_in_is_whole",
            ),
        ),
        migrations.AddField(
            model_name="allocationrun",
            name="round",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="runs",
                to="matching.round",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocationrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "sent")),
                fields=("round",),
                name="matching_run_one_sent_a_round",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocationrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("status", "sent"), ("trial", True), _negated=True),
                name="matching_run_trial_is_never_sent",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocationrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("sent_at__isnull", False), ("sent_by__isnull", False), ("status", "sent")
                    ),
                    models.Q(
                        models.Q(("status", "sent"), _negated=True),
                        ("sent_at", None),
                        ("sent_by", None),
                    ),
                    _connector="OR",
                ),
                name="matching_run_sent_is_whole",
            ),
        ),
    ]
