"""Django's admin as an app, with a site of ours and nothing in it that we did not put there."""

from django.contrib.admin.apps import SimpleAdminConfig


class HostAdminConfig(SimpleAdminConfig):
    """Looks for no `admin` modules: those of other apps would show addresses and second steps."""

    default_site = "intimacy.admin_site.HostSite"
