package main

import (
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"
)

type guest struct {
	id, name, family string
	efi              bool
}

var guests = []guest{
	{"rhel8_64Guest", "Red Hat Enterprise Linux 8 (64-bit)", "linuxGuest", false},
	{"rhel9_64Guest", "Red Hat Enterprise Linux 9 (64-bit)", "linuxGuest", true},
	{"windows2019srv_64Guest", "Microsoft Windows Server 2019 (64-bit)", "windowsGuest", true},
	{"ubuntu64Guest", "Ubuntu Linux (64-bit)", "linuxGuest", false},
	{"windows2019srvNext_64Guest", "Microsoft Windows Server 2022 (64-bit)", "windowsGuest", true},
	{"sles15_64Guest", "SUSE Linux Enterprise 15 (64-bit)", "linuxGuest", false},
	{"centos7_64Guest", "CentOS 7 (64-bit)", "linuxGuest", false},
}

var roles = []string{"web", "db", "app", "file", "mail", "build", "proxy", "queue", "cache"}

func machineName(i int) string {
	return fmt.Sprintf("%s-%05d", roles[i%len(roles)], i)
}

// machineSpec describes the VM of a number: the same one in every run.
func machineSpec(place site, i int) types.VirtualMachineConfigSpec {
	system := guests[i%len(guests)]
	spec := types.VirtualMachineConfigSpec{
		Name:                machineName(i),
		GuestId:             system.id,
		Annotation:          fmt.Sprintf("Owner: team %d\nCost centre: %d", i%23, 4000+i%70),
		NumCPUs:             int32(1 << (i % 4)),
		NumCoresPerSocket:   types.NewInt32(1),
		MemoryMB:            int64(1024 << (i % 5)),
		CpuHotAddEnabled:    types.NewBool(i%4 == 0),
		MemoryHotAddEnabled: types.NewBool(i%4 == 0),
		Files:               &types.VirtualMachineFileInfo{VmPathName: "[" + place.datastores[i%len(place.datastores)].Name() + "]"},
		ExtraConfig:         options(i),
	}
	if system.efi {
		spec.Firmware = string(types.GuestOsDescriptorFirmwareTypeEfi)
		spec.BootOptions = &types.VirtualMachineBootOptions{EfiSecureBootEnabled: types.NewBool(i%2 == 0)}
	}
	spec.DeviceChange, _ = hardware(place, i).ConfigSpec(types.VirtualDeviceConfigSpecOperationAdd)
	return spec
}

// hardware is a controller with one to three disks, a CD-ROM drive and one or two network cards.
func hardware(place site, i int) object.VirtualDeviceList {
	var devices object.VirtualDeviceList
	scsi, _ := devices.CreateSCSIController("pvscsi")
	ide, _ := devices.CreateIDEController()
	drive, _ := devices.CreateCdrom(ide.(*types.VirtualIDEController))
	devices = append(devices, scsi, ide, drive)
	for number := range 1 + i%3 {
		store := place.datastores[(i+number)%len(place.datastores)]
		disk := devices.CreateDisk(scsi.(types.BaseVirtualController), store.Reference(), "")
		disk.CapacityInKB = int64(20+20*number+i%50) << 20
		disk.Backing.(*types.VirtualDiskFlatVer2BackingInfo).ThinProvisioned = types.NewBool(i%2 == 0)
		devices = append(devices, disk)
	}
	for number := range 1 + i%10/9 {
		backing := place.networks[(i+number)%len(place.networks)]
		card, _ := object.EthernetCardTypes().CreateEthernetCard("vmxnet3", backing)
		devices = append(devices, card)
	}
	return devices
}

// options are those that a VM has after some years.
func options(i int) []types.BaseOptionValue {
	values := []types.BaseOptionValue{
		&types.OptionValue{Key: "disk.EnableUUID", Value: []string{"TRUE", "FALSE"}[i%2]},
		&types.OptionValue{Key: "nvram", Value: "machine.nvram"},
		&types.OptionValue{Key: "svga.present", Value: "TRUE"},
		&types.OptionValue{Key: "pciBridge0.present", Value: "TRUE"},
		&types.OptionValue{Key: "pciBridge4.virtualDev", Value: "pcieRootPort"},
		&types.OptionValue{Key: "hpet0.present", Value: "TRUE"},
		&types.OptionValue{Key: "sched.cpu.latencySensitivity", Value: "normal"},
		&types.OptionValue{Key: "tools.guest.desktop.autolock", Value: "FALSE"},
		&types.OptionValue{Key: "vmware.tools.internalversion", Value: "12352"},
		&types.OptionValue{Key: "guestinfo.vmtools.buildNumber", Value: "22544099"},
	}
	if i%5 == 0 {
		values = append(values, &types.OptionValue{Key: "ctkEnabled", Value: "TRUE"},
			&types.OptionValue{Key: "scsi0:0.ctkEnabled", Value: "TRUE"})
	}
	return values
}

// renew gives the hardware of a copy what must not be the same twice.
func renew(vm *simulator.VirtualMachine, i int) {
	devices := object.VirtualDeviceList(vm.Config.Hardware.Device)
	for _, disk := range devices.SelectByType((*types.VirtualDisk)(nil)) {
		backing := disk.GetVirtualDevice().Backing.(*types.VirtualDiskFlatVer2BackingInfo)
		backing.Uuid = uuid.NewString()
	}
	for number, card := range devices.SelectByType((*types.VirtualEthernetCard)(nil)) {
		mac := fmt.Sprintf("00:50:56:%02x:%02x:%02x", 0x80+number, i>>8&255, i&255)
		card.(types.BaseVirtualEthernetCard).GetVirtualEthernetCard().MacAddress = mac
		vm.Guest.Net[number].MacAddress = mac
	}
}

// run powers two of three VMs on, and sets what VMware Tools would report of the guest. Nobody follows the VM
// yet, so nobody has to be told.
func run(model *simulator.Model, vm *simulator.VirtualMachine, i int) {
	if i%3 == 2 {
		vm.Runtime.PowerState = types.VirtualMachinePowerStatePoweredOff
		vm.Summary.Runtime.PowerState = vm.Runtime.PowerState
		return
	}
	booted := time.Now().Add(-time.Duration(i) * time.Minute)
	model.Service.Context.WithLock(vm, func() {
		vm.Runtime.PowerState, vm.Runtime.BootTime = types.VirtualMachinePowerStatePoweredOn, &booted
		vm.Summary.Runtime.PowerState, vm.Summary.Runtime.BootTime = vm.Runtime.PowerState, &booted
		reportGuest(vm, i)
	})
}

func reportGuest(vm *simulator.VirtualMachine, i int) {
	report, system := vm.Guest, guests[i%len(guests)]
	address := fmt.Sprintf("10.%d.%d.%d", i>>16&255, i>>8&255, i&255)
	report.ToolsStatus = types.VirtualMachineToolsStatusToolsOk
	report.ToolsRunningStatus = string(types.VirtualMachineToolsRunningStatusGuestToolsRunning)
	report.ToolsVersionStatus2 = string(types.VirtualMachineToolsVersionStatusGuestToolsCurrent)
	report.ToolsVersion = "12352"
	report.GuestId, report.GuestFullName, report.GuestFamily = system.id, system.name, system.family
	report.GuestState = string(types.VirtualMachineGuestStateRunning)
	report.GuestOperationsReady = types.NewBool(true)
	report.HostName = vm.Name + ".corp.example"
	report.IpAddress = address
	for number := range report.Net {
		report.Net[number].IpAddress = []string{address}
		report.Net[number].IpConfig = &types.NetIpConfigInfo{IpAddress: []types.NetIpConfigInfoIpAddress{
			{IpAddress: address, PrefixLength: 16, Origin: "manual", State: "preferred"},
			{IpAddress: fmt.Sprintf("fe80::%x:%x", i, number+1), PrefixLength: 64, Origin: "linklayer", State: "preferred"},
		}}
	}
	report.IpStack = []types.GuestStackInfo{{
		DnsConfig: &types.NetDnsConfigInfo{HostName: vm.Name, DomainName: "corp.example", IpAddress: []string{"10.0.0.53"}},
		IpRouteConfig: &types.NetIpRouteConfigInfo{IpRoute: []types.NetIpRouteConfigInfoIpRoute{{
			Network: "0.0.0.0",
			Gateway: types.NetIpRouteConfigInfoGateway{IpAddress: "10.0.0.1", Device: "0"},
		}}},
	}}
	report.Disk = []types.GuestDiskInfo{{DiskPath: "/", Capacity: 20 << 30, FreeSpace: int64(i%20) << 30, FilesystemType: "xfs"}}
}
